import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { blobChunk } from '../../../src/protocol/messages.ts';
import type { Store } from '../../../src/store/port.ts';
import type { Commit, Committed, NewEpoch } from '../../../src/store/rows.ts';
import { commitWire, lineWire, welcomeWire } from '../../rig/mls.ts';
import { bytes, now, type Person, speaker, value } from './people.ts';

export const hashOf = (of: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(of).digest());

/** A group as its devices see it, with the number of each one's next line. */
export interface Sealed {
  readonly room: number;
  readonly key: Uint8Array;
  gen: number;
  epoch: number;
  readonly next: Map<number, number>;
}

export async function sealedRoom(store: Store, room: number, of: Person): Promise<Sealed> {
  const found = await store.roomOf(room, of.id, of.device);
  assert.ok(found);
  return { room, key: found.key, gen: 0, epoch: 0, next: new Map() };
}

/** Another device of somebody, with a session. */
export async function secondDevice(store: Store, of: Person, label = 'phone'): Promise<Person> {
  const row = { key: bytes(32), cert: bytes(64), label };
  const { id: device } = value(await store.addDevice(of.id, row, now));
  const { fence } = value(await store.beginSession(device, bytes(32), now));
  return speaker(store, { name: of.name, id: of.id, device, fence });
}

export async function putBlob(
  store: Store,
  by: Person,
  room: number,
  whole: Uint8Array,
): Promise<Uint8Array> {
  const hash = hashOf(whole);
  const of = { room, user: by.id, device: by.device, hash, size: whole.length, at: now };
  for (let start = 0; start < whole.length; start += blobChunk) {
    const body = new Uint8Array(whole.subarray(start, start + blobChunk));
    value(await store.putChunk({ ...of, start, body }));
  }
  return hash;
}

type Wish = Partial<
  Pick<Commit, 'add' | 'remove' | 'gen' | 'epoch' | 'no' | 'body' | 'blob' | 'welcome'>
>;

/** A commit as a device would send it now: whatever is not said fits. */
export async function commitOf(
  store: Store,
  by: Person,
  at: Sealed,
  { add = [], remove = [], ...wish }: Wish = {},
): Promise<Commit> {
  const gen = wish.gen ?? Math.max(1, at.gen);
  const epoch = wish.epoch ?? (gen === at.gen ? at.epoch : 0);
  const place = { room: at.key, gen, epoch };
  const inside = `commit of ${by.device} ${JSON.stringify({ add, remove, ...place })}`;
  const welcome =
    add.length > 0
      ? await putBlob(store, by, at.room, new Uint8Array(welcomeWire(inside)))
      : undefined;
  return {
    room: at.room,
    user: by.id,
    device: by.device,
    fence: by.fence,
    no: at.next.get(by.device) ?? 1,
    add,
    remove,
    body: new Uint8Array(commitWire(place, inside)),
    welcome,
    at: now,
    ...wish,
    gen,
    epoch,
  };
}

/** Makes a commit that is to be taken, and goes on from there. */
export async function commits(
  store: Store,
  by: Person,
  at: Sealed,
  wish: Wish = {},
): Promise<NewEpoch> {
  const commit = await commitOf(store, by, at, wish);
  const done = await store.commit(commit);
  assert.ok('room' in done, JSON.stringify(done));
  at.gen = done.room.gen;
  at.epoch = done.room.epoch;
  at.next.set(by.device, commit.no + 1);
  return done;
}

export const whyNot = (done: Committed): string =>
  [
    'refused' in done && done.refused,
    'room' in done && 'taken',
    'duplicate' in done && 'duplicate',
  ].find((word) => word !== false) ?? '';

/** A sealed line, and what became of it: its seq, or why not. */
export async function seals(
  store: Store,
  by: Person,
  at: Sealed,
  inside = 'line',
): Promise<number | string> {
  const no = at.next.get(by.device) ?? 1;
  const { gen, epoch } = at;
  const body = new Uint8Array(lineWire({ room: at.key, gen, epoch }, inside));
  const [placed] = await store.append([by.post(at.room, no, { gen, epoch, body })]);
  assert.ok(placed);
  if ('seq' in placed) at.next.set(by.device, no + 1);
  if ('seq' in placed) return placed.seq;
  return 'refused' in placed ? placed.refused : 'duplicate';
}
