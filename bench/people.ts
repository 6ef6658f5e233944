import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';

import type { Store } from '../src/store/port.ts';
import type { Device, Outcome, User } from '../src/store/rows.ts';
import { commitWire } from '../test/rig/mls.ts';
import type { Case } from './cases.ts';

interface Person {
  readonly user: User;
  readonly device: Device;
  readonly seed: Buffer;
  readonly ticket: Buffer;
  readonly fence: number;
}

/** Together they share a commit; more would only wait for each other. */
const atOnce = 500;

/** Fills an empty store with the people and rooms of a case; answers what the generator must know, a line each. */
export async function settle(store: Store, what: Case, sealed: boolean): Promise<string> {
  const people = await each(what.links, (index) => person(store, index));
  const rooms = await each(what.rooms === 'none' ? 0 : what.links / what.roomSize, (index) =>
    room(store, what, index, people.slice(index * what.roomSize, (index + 1) * what.roomSize)),
  );
  if (sealed)
    await each(rooms.length, async (index) => {
      const [maker, ...others] = people.slice(index * what.roomSize, (index + 1) * what.roomSize);
      const key = rooms[index];
      if (maker && key) await seal(store, key, maker, others);
    });
  const nowhere = Buffer.alloc(16);
  return people
    .map(({ device, ticket, seed }, index) => {
      const home = rooms[Math.floor(index / what.roomSize)] ?? nowhere;
      return `${device.id} ${ticket.toString('hex')} ${seed.toString('hex')} ${home.toString('hex')}\n`;
    })
    .join('');
}

async function person(store: Store, index: number): Promise<Person> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32);
  const at = Date.now();
  const { user, device } = must(
    await store.createUser({
      name: nameOf(index),
      record: 'nobody logs in with a password here',
      identity: randomBytes(32),
      vault: randomBytes(200),
      device: { key, cert: randomBytes(64), label: 'bench' },
      at,
    }),
  );
  const ticket = randomBytes(32);
  const { fence } = must(await store.beginSession(device.id, sha256(ticket), at));
  return { user, device, seed, ticket, fence };
}

async function room(
  store: Store,
  what: Case,
  index: number,
  people: readonly Person[],
): Promise<Buffer> {
  const key = randomBytes(16);
  const [maker, ...others] = people;
  if (!maker) throw new RangeError('a room of nobody');
  const isChannel = what.rooms === 'channel';
  const at = Date.now();
  const opened = must(
    await store.openRoom({
      key,
      kind: what.rooms === 'none' ? 'channel' : what.rooms,
      name: what.rooms === 'dm' ? '' : `room${index}`,
      maker: maker.user.id,
      members: isChannel ? [] : others.map(({ user }) => user.name),
      at,
    }),
  );
  await each(others.length, async (place) => {
    const { id } = (others[place] as Person).user;
    if (isChannel) must(await store.joinChannel(`room${index}`, id, at));
    // who is not asked needs not accept
    else await store.answerRequest(opened.room.id, id, 'accept', at);
  });
  return key;
}

/** Its first commit: from here on the room takes sealed lines of generation 1 and epoch 1. */
async function seal(
  store: Store,
  key: Buffer,
  { user, device, fence }: Person,
  others: readonly Person[],
): Promise<void> {
  const opened = await store.roomByKey(key);
  if (!opened) throw new RangeError('a room that was not made');
  const welcome = Buffer.concat([Buffer.of(0, 1, 0, 3), randomBytes(400)]);
  const hash = sha256(welcome);
  const by = { room: opened.id, device: device.id, user: user.id };
  const at = Date.now();
  must(await store.putChunk({ ...by, hash, size: welcome.length, start: 0, body: welcome, at }));
  const place = { fence, gen: 1, epoch: 0, no: 1, at };
  const add = others.map((one) => one.device.id);
  const body = commitWire({ room: key, gen: 1, epoch: 0 });
  const done = await store.commit({ ...by, ...place, add, remove: [], body, welcome: hash });
  if (!('room' in done)) throw new Error(`The store takes no commit: ${JSON.stringify(done)}`);
}

async function each<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (let from = 0; from < count; from += atOnce) {
    const size = Math.min(atOnce, count - from);
    made.push(...(await Promise.all(Array.from({ length: size }, (_, at) => make(from + at)))));
  }
  return made;
}

function must<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`The store refuses: ${outcome.error}`);
  return outcome.value;
}

const nameOf = (index: number): string => `u${String(index).padStart(5, '0')}`;
const sha256 = (data: Buffer): Buffer => createHash('sha256').update(data).digest();
