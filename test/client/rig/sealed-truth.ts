import assert from 'node:assert/strict';

import type { LineRow } from '../../../src/client/port.ts';
import type { Citizen } from './citizen.ts';
import type { Cloud, Seen } from './cloud.ts';

/** What everybody has at the end, to be compared with what was written. */
export interface Ending {
  readonly cloud: Cloud;
  readonly all: readonly Citizen[];
  /** Those whose device is still theirs. */
  readonly here: readonly Citizen[];
  readonly rows: (who: Citizen, room: string) => Promise<readonly LineRow[]>;
  readonly code: (who: Citizen, room: string) => Promise<unknown>;
  /** What was said last, when nothing failed any more. */
  readonly last: readonly Last[];
}

export interface Last {
  readonly room: string;
  readonly text: string;
}

/** Lost 0, twice 0, the same for all, and all of one mind about who is there. */
export async function compare(ending: Ending): Promise<void> {
  const { cloud, here } = ending;
  const texts = new Map<string, string>();
  for (const [room, seen] of cloud.rooms) {
    const found = await textsOf(ending, room, seen);
    for (const [seq, text] of found) {
      if (!text.startsWith(title)) assert.equal(texts.has(text), false, `${text} is there twice`);
      texts.set(text, `${room} ${seq}`);
    }
    await agree(ending, room, seen);
  }
  for (const who of here) {
    const { user, device, said, told } = who;
    await hear(ending, who, [...cloud.rooms.keys()]);
    for (const { text, taken, failed } of said.values()) {
      if (failed !== undefined)
        assert.equal(texts.has(text), false, `${text} failed (${failed}) and is there`);
      else if (taken) assert.ok(texts.has(text), `${text} is lost`);
    }
    assert.deepEqual(told, [], `what ${user} ${device} was told`);
  }
  assert.deepEqual(cloud.bugs, []);
}

/** A process may end before it told that a line failed: it is shown so where it was written. */
async function hear({ rows }: Ending, who: Citizen, rooms: Iterable<string>): Promise<void> {
  for (const room of rooms)
    for (const { id, state, why } of await rows(who, room)) {
      const line = state === 'failed' ? who.said.get(id) : undefined;
      if (line) line.failed ??= why ?? '?';
    }
}

/** Each line of a room is with all who were in it then, and says the same to all of them. */
async function textsOf(
  { all, here, rows }: Ending,
  room: string,
  { lines }: Seen,
): Promise<ReadonlyMap<number, string>> {
  const texts = new Map<number, string>();
  const writers = new Map(
    all.map(({ device, said }) => [device, new Set([...said.values()].map(({ text }) => text))]),
  );
  for (const who of here) {
    const kept = await rows(who, room);
    const odd = kept.filter(
      ({ device, content }) =>
        device > 0 && content.kind === 'unreadable' && content.why !== 'newer',
    );
    assert.deepEqual(odd, [], `what ${who.user} ${who.device} could not read in ${room}`);
    const got = kept.flatMap(saidIn);
    const own = lines.filter(({ readers }) => readers.has(who.device)).map(({ seq }) => seq);
    assert.deepEqual(
      got.map(({ seq }) => seq),
      own,
      `the places that ${who.user} ${who.device} has in ${room}`,
    );
    for (const { seq, text } of got) {
      assert.equal(texts.get(seq) ?? text, text, `line ${seq} of ${room}`);
      texts.set(seq, text);
    }
  }
  for (const { seq, device } of lines) {
    const text = texts.get(seq);
    if (text !== undefined && !text.startsWith(title))
      assert.ok(writers.get(device)?.has(text), `${text} is of ${device}`);
  }
  return texts;
}

/** What somebody said; what a group is called is said in it, too, by a device. */
function saidIn({ seq, device, content }: LineRow): { seq: number; text: string }[] {
  if (seq === undefined) return [];
  if (content.kind === 'text') return [{ seq, text: content.text }];
  const isTitle = content.kind === 'notice' && device !== 0;
  return isTitle ? [{ seq, text: `${title} ${seq}` }] : [];
}

const title = 'It is called so';

/** Whose devices are in: by the log, by the nuvem, and by each of them. */
async function agree({ cloud, here, code }: Ending, room: string, seen: Seen): Promise<void> {
  const { id, inside, kind } = seen;
  if (kind !== 'dm' && kind !== 'group') return;
  const names = cloud.ask('members', id, '', 1000).map(({ name }) => name);
  const there = here.filter(({ user }) => names.includes(user));
  if (seen.commits === 0 || there.length === 0) return;
  assert.deepEqual(
    sorted(there.map(({ device }) => device)),
    sorted(inside),
    `whose devices are in ${room}`,
  );
  const codes = await Promise.all(there.map((who) => code(who, room)));
  for (const each of codes) assert.deepEqual(each, codes[0], `the digits of ${room}`);
}

const sorted = (numbers: Iterable<number>): readonly number[] =>
  [...numbers].toSorted((one, other) => one - other);

/**
 * The nuvem forgot some of it, perhaps more than once: what was said is where it was said, nothing is said twice, what
 * is said now is read by all, nobody begins a generation twice, and nobody is accused of anything.
 */
export async function compareRestored(ending: Ending): Promise<void> {
  const { cloud, here } = ending;
  for (const [room, seen] of cloud.rooms) await agree(ending, room, seen);
  for (const who of here) {
    const kept = new Set<string>();
    const rooms = new Set([...cloud.past, ...cloud.rooms.keys()]);
    await hear(ending, who, rooms);
    for (const room of rooms) for (const text of await keptOf(ending, who, room)) kept.add(text);
    for (const { text, taken, failed } of who.said.values())
      if (taken && failed === undefined) assert.ok(kept.has(text), `${text} is lost`);
    const accused = who.told.filter(({ event }) => event !== 'restored');
    assert.deepEqual(accused, [], `what ${who.user} ${who.device} was told`);
  }
  for (const [generation, digests] of cloud.begun) assert.equal(digests.size, 1, generation);
  assert.deepEqual(cloud.bugs, []);
}

/** All that a device has of a room, of whatever past. */
async function keptOf(
  { cloud, rows, last }: Ending,
  who: Citizen,
  room: string,
): Promise<readonly string[]> {
  const name = `${who.user} ${who.device}`;
  const all = await rows(who, room);
  assert.deepEqual(all.filter(isOdd), [], `what ${name} could not read in ${room}`);
  const present = presentIn(cloud, room);
  const now = new Map(all.filter((row) => present.has(factOf(row))).map((row) => [row.seq, row]));
  const texts = [...now.values()].flatMap(saidIn).map(({ text }) => text);
  assert.deepEqual(texts, [...new Set(texts)], `${name} has it twice`);
  const isIn = cloud.rooms.get(room)?.inside.has(who.device);
  const missing = last.filter((line) => isIn && line.room === room && !texts.includes(line.text));
  // Who was in that generation before is not in it a second time: the place is shown.
  const shown = [...now.values()].filter(({ content }) => content.kind === 'unreadable');
  if (missing.length > shown.length)
    assert.deepEqual(missing, [], `what ${name} has not read in ${room}`);
  return all.flatMap(saidIn).map(({ text }) => text);
}

/** What is in the log now, and not of a past. */
function presentIn({ rooms, ask }: Cloud, room: string): ReadonlySet<string> {
  const seen = rooms.get(room);
  return new Set(seen ? ask('read', seen.id, 0, 1e8, 1e8).map(factOf) : []);
}

const factOf = ({ seq, device, at }: Pick<LineRow, 'seq' | 'device' | 'at'>): string =>
  `${seq} ${device} ${at}`;

/**
 * Who was where the nuvem forgot has no keys for what others say there before the next generation; and an own commit
 * that was given up with it, and is known again to a newer copy, ends what this device had there.
 */
const isOdd = ({ device, content }: LineRow): boolean =>
  device > 0 && content.kind === 'unreadable' && !expected.has(content.why);

const expected: ReadonlySet<string> = new Set(['newer', 'not-in', 'own', 'lost']);
