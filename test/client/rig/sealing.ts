import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { Db, Kept, Write } from '../../../src/client/db-port.ts';
import { openDb } from '../../../src/client/db/serve.ts';
import { type Pair, pairOf, signDevice } from '../../../src/client/keys.ts';
import type { Offered, Outcome, Person, SealSelf, Unread } from '../../../src/client/seal/port.ts';
import { newOrder, type Given, type Order } from './order.ts';

export const roomKey = 'c0'.repeat(16);
const storageKey = Buffer.alloc(32, 7);

/** A person: every device of theirs is signed by this. */
export interface Human {
  readonly user: string;
  readonly identity: Pair;
}

export const human = (user: string): Human => ({ user, identity: pairOf(randomBytes(32)) });

let numbered = 0;

export function selfOf({ user, identity }: Human): SealSelf {
  const { secret, public: key } = pairOf(randomBytes(32));
  numbered += 1;
  return {
    user,
    device: numbered,
    identity: identity.public,
    cert: signDevice(identity, user, key),
    secret,
  };
}

/** What a device has seen of a room, as a person would read it. */
export interface Read {
  readonly seq: number;
  readonly from: string;
  readonly text: string;
}

type Of<T extends Outcome['of']> = Extract<Outcome, { readonly of: T }>;

/** A device as the core will be one: what it has to know is in its database, so it can be opened again at any time. */
export interface Device extends Person {
  readonly self: SealSelf;
  readonly folder: string;
  readonly db: () => Db;
  /** Everything that came of its steps, newest last. */
  readonly outcomes: Outcome[];
  readonly told: <T extends Outcome['of']>(of: T) => readonly Of<T>[];
  readonly commit: (...writes: Write[]) => Promise<readonly Outcome[]>;
  readonly offer: (count?: number) => Promise<void>;
  /** Waits; it goes out with the next `turn`. */
  readonly say: (text: string, room?: string) => Promise<void>;
  /** Reads what there is, sees to its commit, and sends what waits. */
  readonly turn: () => Promise<void>;
  readonly sync: (room?: string) => Promise<void>;
  /** Reads these entries as if the nuvem gave them. */
  readonly hear: (...entries: readonly Given[]) => Promise<readonly Outcome[]>;
  readonly plan: (
    wish: Partial<Extract<Write, { readonly do: 'plan' }>> & { readonly with?: readonly Person[] },
  ) => Promise<Of<'planned'> | Of<'unplanned'>>;
  /** Plans, and takes the commit to the nuvem: whether it was taken. */
  readonly change: (
    wish: Partial<Extract<Write, { readonly do: 'plan' }>> & { readonly with?: readonly Person[] },
  ) => Promise<boolean>;
  readonly read: (room?: string) => Promise<readonly Read[]>;
  readonly unread: (room?: string) => Promise<readonly Unread[]>;
  readonly code: (room?: string) => Promise<string | undefined>;
  /** Closed and opened again, from another place when one is named. */
  readonly again: (folder?: string, between?: () => void) => Promise<void>;
  readonly end: () => Promise<void>;
}

export interface Making {
  readonly folder: string;
  readonly order: Order;
  readonly self: SealSelf;
  readonly between?: () => void;
}

/** Not the product's numbers: small batches, so that steps are of every size. */
const batch = 40;

export function newDevice({ order, self, ...making }: Making): Device {
  let { folder, between } = making;
  mkdirSync(folder, { recursive: true });
  const outcomes: Outcome[] = [];
  const opened = (): Db =>
    openDb(join(folder, 'client.db'), storageKey, randomBytes, {
      self,
      ...(between && { between }),
    });
  let db = opened();
  const { user, device } = self;
  order.enrol(device, user);

  async function commit(...writes: Write[]): Promise<readonly Outcome[]> {
    const came = await db.commit(writes);
    outcomes.push(...came);
    return came;
  }
  const told = <T extends Outcome['of']>(of: T): readonly Of<T>[] =>
    outcomes.filter((each): each is Of<T> => each.of === of);

  async function cursorOf(room: string): Promise<number> {
    const { marks } = await db.load();
    return marks.find((each) => each.room === room)?.cursor ?? 0;
  }
  const marks = (room: string, cursor: number): Write => ({
    do: 'marks',
    marks: { room, cursor, acked: 0, read: 0 },
  });

  async function opening(room: string, entry: Given): Promise<Write> {
    const { waiting } = await db.load();
    const id = waiting.find(
      (line) => entry.device === device && line.room === room && line.no === entry.no,
    )?.id;
    const line: Kept = { ...entry, room, id: id ?? `${room} ${entry.seq}` };
    return { do: 'open', line, ...(id !== undefined && { id }) };
  }

  async function sync(room = roomKey): Promise<void> {
    for (;;) {
      const entries = order.after(room, device, await cursorOf(room)).slice(0, batch);
      if (entries.length === 0) return;
      const writes = await Promise.all(entries.map((entry) => opening(room, entry)));
      await commit(...writes, marks(room, entries.at(-1)!.seq));
    }
  }

  async function takeInvites(): Promise<void> {
    const taken = Number((await db.load()).meta.get('inbox') ?? 0);
    for (const [n, invite] of order.inbox(device).entries()) {
      if (n < taken) continue;
      // What came before its removal is read first.
      await sync(invite.room);
      const { room, gen, seq, welcome } = invite;
      await commit({ do: 'enter', room, gen, seq, welcome }, marks(room, seq), {
        do: 'meta',
        key: 'inbox',
        value: String(n + 1),
      });
      await sync(room);
    }
  }

  async function settle(): Promise<void> {
    for (const { room, pending } of (await db.load()).sealed) {
      if (!pending) continue;
      const fate = order.commit(device, { room, ...pending });
      if (fate === 'stored') await sync(room);
      else await commit({ do: 'unplan', room });
    }
  }

  /** A number that a commit had, and did not use, goes to the next line. */
  async function renumber(): Promise<void> {
    const { waiting } = await db.load();
    const rooms = new Set(waiting.map(({ room }) => room));
    for (const room of rooms) {
      const lines = waiting.filter((line) => line.room === room).toSorted((a, b) => a.no - b.no);
      const unsent = lines.filter(({ no }) => no > order.mark(room, device));
      const moves = unsent.map(({ id }, n): Write => {
        const no = order.mark(room, device) + 1 + n;
        return { do: 'move', id, room, no, state: 'waiting', seq: 0, why: '' };
      });
      if (unsent.some(({ no }, n) => no !== order.mark(room, device) + 1 + n))
        await commit(...moves);
    }
  }

  async function send(): Promise<void> {
    await renumber();
    for (let again = true; again;) {
      again = false;
      const { waiting } = await db.load();
      for (const line of waiting.toSorted((a, b) => a.no - b.no)) {
        if (line.no === 0 || line.state !== 'waiting') continue;
        const [came] = await commit({ do: 'seal', id: line.id });
        if (came?.of !== 'sealed') return;
        const fate = order.post(device, came);
        if (fate === 'stored') continue;
        if (fate === 'gone') return;
        await sync(line.room);
        again = true;
        break;
      }
    }
    for (const { room } of (await db.load()).waiting) await sync(room);
  }

  async function plan(
    wish: Parameters<Device['plan']>[0],
  ): Promise<Of<'planned'> | Of<'unplanned'>> {
    const { with: others = [], ...rest } = wish;
    const room = rest.room ?? roomKey;
    const { sealed } = await db.load();
    const row = sealed.find((each) => each.room === room);
    const add: Offered[] = others.map((other) => ({
      user: other.user,
      device: other.device,
      package: order.claim(other.device),
    }));
    const no = order.mark(room, device) + 1;
    const gen = row?.gen ?? 0;
    const [came] = await commit({
      do: 'plan',
      room,
      gen,
      no,
      fresh: false,
      add,
      remove: [],
      ...rest,
    });
    assert.ok(came?.of === 'planned' || came?.of === 'unplanned');
    return came;
  }

  return {
    user,
    device,
    self,
    get folder() {
      return folder;
    },
    db: () => db,
    outcomes,
    told,
    commit,
    async offer(count = 5) {
      const [made] = await commit({ do: 'offers', count, last: true });
      assert.ok(made?.of === 'offers');
      order.offers.set(device, { packages: [...made.packages], last: made.last });
    },
    async say(text, room = roomKey) {
      const { waiting, sealed } = await db.load();
      const last = waiting.reduce((most, line) => Math.max(most, line.no), 0);
      const planned = sealed.find((each) => each.room === room)?.pending?.no ?? 0;
      const no = Math.max(last, planned, order.mark(room, device)) + 1;
      const place = waiting.reduce((most, line) => Math.max(most, line.order), 0) + 1;
      await commit({
        do: 'wait',
        line: {
          id: randomBytes(16).toString('hex'),
          room,
          no,
          order: place,
          at: no,
          body: Buffer.from(text),
          state: 'waiting',
          seq: 0,
          why: '',
        },
      });
    },
    async turn() {
      await takeInvites();
      for (const { room } of (await db.load()).sealed) await sync(room);
      await settle();
      await send();
    },
    sync,
    async hear(...entries) {
      const writes = await Promise.all(entries.map((entry) => opening(roomKey, entry)));
      return commit(...writes, marks(roomKey, entries.at(-1)!.seq));
    },
    plan,
    async change(wish) {
      const planned = await plan(wish);
      assert.equal(planned.of, 'planned');
      if (planned.of !== 'planned') return false;
      const fate = order.commit(device, planned);
      await sync(planned.room);
      return fate === 'stored';
    },
    async read(room = roomKey) {
      const lines = await db.lines({ room, limit: 100_000 });
      return lines
        .filter(({ kind }) => kind === 0)
        .map(({ seq, from, body }) => ({ seq, from, text: Buffer.from(body).toString() }));
    },
    async unread(room = roomKey) {
      const lines = await db.lines({ room, limit: 100_000 });
      return lines
        .filter(({ kind }) => kind === 4)
        .map(({ body }) => Buffer.from(body).toString() as Unread);
    },
    code: async (room = roomKey) => (await db.roomCode(room))?.code,
    async again(elsewhere = folder, hook) {
      await db[Symbol.asyncDispose]();
      folder = elsewhere;
      between = hook;
      db = opened();
    },
    end: async () => db[Symbol.asyncDispose](),
  };
}

/** The files of a device as they are now: what is left of it when it is killed at this moment. */
export function snapshot(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of ['client.db', 'client.db-wal'])
    if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name));
}

/** A room of these people, a device each, that the first of them began. */
export async function sealedRoom(
  folder: string,
  ...people: readonly Human[]
): Promise<{
  readonly order: Order;
  readonly devices: readonly Device[];
  readonly people: readonly Human[];
}> {
  const order = newOrder();
  const made = people.map((who) => {
    const self = selfOf(who);
    return newDevice({ folder: join(folder, `${self.device}`), order, self });
  });
  for (const device of made) await device.offer();
  const [first, ...others] = made;
  assert.ok(first);
  assert.ok(await first.change({ fresh: true, gen: 1, with: others }));
  for (const device of made) await device.turn();
  return { order, devices: made, people };
}

/** Each in turn, until all have read what the last of them wrote. */
export async function turns(devices: readonly Device[]): Promise<void> {
  for (let round = 0; round < 2; round += 1) for (const device of devices) await device.turn();
}

export async function ended(devices: readonly Device[]): Promise<void> {
  for (const device of devices) await device.end();
}
