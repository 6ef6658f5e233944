import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import type { LineRow } from '../../../src/client/port.ts';
import { noise } from '../../rig/noise.ts';
import { type Crowd, type Dweller, newCrowd } from './crowd.ts';

export interface Wish {
  readonly seed: number;
  readonly people: number;
  /** Of one person, at most. */
  readonly devices: number;
  readonly steps: number;
}

interface Life extends Crowd {
  readonly room: string;
  readonly users: readonly string[];
  readonly below: (bound: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  /** What was asked for and is not answered yet. */
  readonly asked: Promise<unknown>[];
  readonly most: number;
  texts: number;
}

/** Who made the group, and the one who may also let people in and take them out. */
const [owner, admin] = ['p0', 'p1'];

/** A whole life of a sealed group; then everybody is back, and what they have is compared with the log. */
export async function live({ seed, people, devices, steps }: Wish): Promise<void> {
  await using crowd = await newCrowd(20);
  const below = noise(seed);
  const users = Array.from({ length: people }, (_, n) => `p${n}`);
  for (const user of users) await crowd.comes(user);
  const room = await begin(crowd);
  const life: Life = {
    ...crowd,
    room,
    users,
    below,
    pick: (list) => list[below(list.length)]!,
    asked: [],
    most: devices,
    texts: 0,
  };
  for (let n = 0; n < steps; n += 1) await deeds[life.pick(often)](life);
  await settle(life);
  await compare(life);
}

async function begin(crowd: Crowd): Promise<string> {
  const { client } = crowd.of(owner)[0]!.it;
  for (const { it } of crowd.all) await it.until('link', ({ link }) => link.state === 'up');
  const id = randomBytes(16).toString('hex');
  const { key } = await client.ask({
    kind: 'create',
    id,
    what: 'group',
    name: 'lab',
    members: [admin],
  });
  await client.ask({ kind: 'role', room: key, member: admin, role: 'admin' });
  await crowd.say(crowd.of(owner)[0]!, key, 'first');
  const [other] = crowd.of(admin);
  await crowd.until('the first line', async () => (await textsIn(crowd, other!, key)).length > 0);
  return key;
}

type Deed = 'say' | 'add' | 'remove' | 'device' | 'cut' | 'away' | 'restart' | 'race';

const often: readonly Deed[] = [
  ...Array.from({ length: 8 }, () => 'say' as const),
  'add',
  'add',
  'remove',
  'device',
  'cut',
  'away',
  'restart',
  'race',
];

const deeds: Readonly<Record<Deed, (life: Life) => Promise<void>>> = {
  async say(life) {
    life.texts += 1;
    // Who is not in the room is told so, but for that they have to be online.
    const said = life.say(life.pick(life.all), life.room, `line ${life.texts}`);
    life.asked.push(said.catch(() => undefined));
  },
  async add(life) {
    change(life, life.pick([owner, admin]), 'add', life.pick(life.users));
  },
  async remove(life) {
    change(life, life.pick([owner, admin]), 'remove', life.pick(life.users.slice(2)));
  },
  async race(life) {
    const who = life.pick(life.users.slice(2));
    change(life, owner, life.pick(['add', 'remove'] as const), who);
    change(life, admin, life.pick(['add', 'remove'] as const), life.pick(life.users.slice(2)));
  },
  async device(life) {
    const user = life.pick(life.users);
    if (life.of(user).length < life.most) await life.comes(user);
  },
  async cut(life) {
    life.pick(life.all).it.cut();
  },
  async away(life) {
    const { it } = life.pick(life.all);
    it.network(life.below(2) === 0);
    it.cut();
  },
  async restart(life) {
    await life.restart(life.pick(life.all));
  },
};

/** Somebody who may asks for it; whether it comes to pass is told later. */
function change(life: Life, by: string, what: 'add' | 'remove', user: string): void {
  const { client } = life.pick(life.of(by)).it;
  const { room } = life;
  const ask =
    what === 'add'
      ? client.ask({ kind: 'add', room, members: [user] })
      : client.ask({ kind: 'remove', room, member: user });
  life.asked.push(ask.catch(() => undefined));
}

/** Everybody is back, what was asked is answered, and each of those who are in has heard the last of all others. */
async function settle(life: Life): Promise<void> {
  for (const { it } of life.all) {
    it.network(true);
    it.client.ask({ kind: 'retry' }).catch(() => undefined);
  }
  await Promise.all(life.asked);
  const inside = await members(life);
  for (const who of inside)
    await life.until(`${who.user} knows the room`, () => knows(who, life.room));
  for (const who of inside) await life.say(who, life.room, `end of ${who.device}`);
  for (const who of inside)
    await life.until(`${who.user} hears all`, async () => {
      const texts = new Set(await textsIn(life, who, life.room));
      return inside.every(({ device }) => texts.has(`end of ${device}`));
    });
}

const knows = async ({ it: { client } }: Dweller, room: string): Promise<boolean> =>
  (await client.ask({ kind: 'rooms' })).some(({ key, waiting }) => key === room && !waiting);

async function members({ of, room, rig: { store }, all }: Life): Promise<readonly Dweller[]> {
  const row = await store.roomByKey(Buffer.from(room, 'hex'));
  const names = (await store.members(row!.id, '', 100)).map(({ name }) => name);
  assert.ok(all.length > 0 && names.includes(owner));
  return names.flatMap((name) => of(name));
}

async function textsIn(crowd: Crowd, who: Dweller, room: string): Promise<readonly string[]> {
  const rows = await crowd.rows(who, room).catch((): readonly LineRow[] => []);
  return rows.flatMap(({ seq, content }) =>
    seq !== undefined && content.kind === 'text' ? [content.text] : [],
  );
}

async function compare(life: Life): Promise<void> {
  const { lines, inside } = await life.truth(life.room);
  const texts = await textsBySeq(life);
  const failed: string[] = [];
  for (const who of life.all) {
    const rows = await life.rows(who, life.room).catch((): readonly LineRow[] => []);
    const own = lines.filter(({ readers }) => readers.has(who.device));
    const got = rows.filter(({ seq, content }) => seq !== undefined && content.kind === 'text');
    assert.deepEqual(
      got.map(({ seq, content }) => [seq, content.kind === 'text' && content.text]),
      own.map(({ seq }) => [seq, texts.get(seq)]),
      `what ${who.user} ${who.device} has`,
    );
    const shown = rows.filter(({ content }) => content.kind === 'unreadable');
    assert.deepEqual(shown, [], `what ${who.user} ${who.device} could not read`);
    failed.push(...rows.filter(({ state }) => state === 'failed').map(({ id }) => id));
    for (const event of who.events)
      if (event.event === 'state' && event.state === 'failed') failed.push(event.id);
    assert.deepEqual(
      who.events.filter(({ event }) => event === 'suspicion' || event === 'key-changed'),
      [],
    );
  }
  assert.equal(texts.size, lines.length, 'every line of the log is of somebody');
  const stored = [...texts.values()];
  assert.equal(new Set(stored).size, stored.length, 'no line is there twice');
  for (const who of life.all)
    for (const id of who.taken)
      assert.ok(
        failed.includes(id) || stored.includes(who.texts.get(id)!),
        `${who.texts.get(id)} of ${who.device} is in the log`,
      );
  await agree(life, inside);
}

/** By what their authors kept. */
async function textsBySeq(life: Life): Promise<ReadonlyMap<number, string>> {
  const texts = new Map<number, string>();
  for (const who of life.all)
    for (const { id, seq } of await life.rows(who, life.room).catch(() => [])) {
      const text = who.texts.get(id);
      if (text !== undefined && seq !== undefined) texts.set(seq, text);
    }
  return texts;
}

async function agree(life: Life, inside: ReadonlySet<number>): Promise<void> {
  const all = await members(life);
  assert.deepEqual(
    all.map(({ device }) => device).toSorted((a, b) => a - b),
    [...inside].toSorted((a, b) => a - b),
    'whose devices are in',
  );
  const codes = await Promise.all(
    all.map(({ it: { client } }) => client.ask({ kind: 'room-code', room: life.room })),
  );
  for (const code of codes) assert.deepEqual(code, codes[0]);
  assert.deepEqual(life.rig.bugs, []);
}
