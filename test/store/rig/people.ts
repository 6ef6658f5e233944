import assert from 'node:assert/strict';

import { type Content, parseContent } from '../../../src/protocol/content.ts';
import type { Store } from '../../../src/store/port.ts';
import type { Entry, NewUser, Outcome, Placed, Post } from '../../../src/store/rows.ts';

/** Everything in these tests happens at one time, unless it says another. */
export const now = 1_700_000_000_000;

let made = 0;
export function bytes(length: number): Uint8Array {
  made += 1;
  const one = new Uint8Array(length);
  new DataView(one.buffer).setUint32(0, made);
  return one;
}

export function value<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.ok, `refused: ${outcome.ok ? '' : outcome.error}`);
  return outcome.value;
}

export const refused = (error: string) => ({ ok: false, error });

export const text = (body: string): Uint8Array => new Uint8Array(Buffer.from(body));
export const said = (entry: Entry | undefined): string =>
  entry ? Buffer.from(entry.body).toString() : '';
export const noticeIn = (entry: Entry | undefined): Content => parseContent(entry!.body) as Content;

export function newUser(name: string, more: Partial<NewUser> = {}): NewUser {
  return {
    name,
    record: `record of ${name}`,
    identity: bytes(32),
    vault: bytes(100),
    device: { key: bytes(32), cert: bytes(64), label: `${name}'s laptop` },
    at: now,
    ...more,
  };
}

/** Somebody with one device that has a session. */
export interface Person {
  readonly name: string;
  readonly id: number;
  readonly device: number;
  readonly fence: number;
  readonly post: (room: number, no: number, more?: Partial<Post>) => Post;
  /** Posts lines numbered from `no` on, and wants them all stored. */
  readonly say: (room: number, no: number, ...lines: string[]) => Promise<readonly Placed[]>;
}

export async function person(store: Store, name: string): Promise<Person> {
  const { user, device } = value(await store.createUser(newUser(name)));
  const { fence } = value(await store.beginSession(device.id, bytes(32), now));
  return speaker(store, { name, id: user.id, device: device.id, fence });
}

export function speaker(
  store: Store,
  who: Pick<Person, 'name' | 'id' | 'device' | 'fence'>,
): Person {
  const post: Person['post'] = (room, no, more = {}) => ({
    room,
    user: who.id,
    device: who.device,
    fence: who.fence,
    no,
    gen: 0,
    epoch: 0,
    body: text(`${who.name} ${no}`),
    ...more,
  });
  return {
    ...who,
    post,
    async say(room, no, ...lines) {
      const posts = lines.map((line, index) => post(room, no + index, { body: text(line) }));
      const placed = await store.append(posts);
      for (const one of placed) assert.ok('seq' in one, JSON.stringify(one));
      return placed;
    },
  };
}

export async function lobbyOf(store: Store): Promise<number> {
  const lobby = (await store.channels('', 100)).find((room) => room.name === 'lobby');
  return lobby!.id;
}

export const all = (store: Store, room: number): Promise<readonly Entry[]> =>
  store.read(room, 0, 1000, 1e9);

export async function group(store: Store, maker: Person, ...members: Person[]): Promise<number> {
  const opened = await store.openRoom({
    key: bytes(16),
    kind: 'group',
    name: 'lab',
    maker: maker.id,
    members: members.map((member) => member.name),
    at: now,
  });
  return value(opened).room.id;
}

export async function channel(store: Store, maker: Person, name: string): Promise<number> {
  const opened = await store.openRoom({
    key: bytes(16),
    kind: 'channel',
    name,
    maker: maker.id,
    members: [],
    at: now,
  });
  return value(opened).room.id;
}

export async function dm(store: Store, maker: Person, peer: Person): Promise<number> {
  const opened = await store.openRoom({
    key: bytes(16),
    kind: 'dm',
    name: '',
    maker: maker.id,
    members: [peer.name],
    at: now,
  });
  return value(opened).room.id;
}
