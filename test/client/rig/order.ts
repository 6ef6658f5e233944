import assert from 'node:assert/strict';

import { headIn } from '../../../src/e2ee/head.ts';

/** An entry of a log, as the nuvem gives it. */
export interface Given {
  readonly seq: number;
  readonly kind: number;
  readonly from: string;
  readonly device: number;
  readonly no: number;
  readonly at: number;
  readonly body: Uint8Array;
}

export interface Invite {
  readonly room: string;
  readonly gen: number;
  readonly seq: number;
  readonly welcome: Uint8Array;
}

export interface Commit {
  readonly room: string;
  readonly gen: number;
  readonly epoch: number;
  readonly no: number;
  readonly wire: Uint8Array;
  readonly welcome?: Uint8Array;
  readonly add: readonly number[];
  readonly remove: readonly number[];
}

export interface Post {
  readonly room: string;
  readonly no: number;
  readonly gen: number;
  readonly epoch: number;
  readonly wire: Uint8Array;
}

export type Fate = 'stored' | 'stale' | 'gone';

interface Room {
  readonly log: Given[];
  gen: number;
  epoch: number;
  /** Who may read what: the entries behind `from`, up to `to`. */
  readonly stays: Map<number, { from: number; to: number }[]>;
  readonly marks: Map<number, number>;
}

/** What a nuvem does for sealed rooms, and no more: it orders, and refuses what is of another epoch. */
export function newOrder() {
  const rooms = new Map<string, Room>();
  const inboxes = new Map<number, Invite[]>();
  const offers = new Map<number, { packages: Uint8Array[]; last: Uint8Array | undefined }>();
  const users = new Map<number, string>();
  const of = (room: string): Room => {
    const found = rooms.get(room) ?? {
      log: [],
      gen: 0,
      epoch: -1,
      stays: new Map(),
      marks: new Map(),
    };
    rooms.set(room, found);
    return found;
  };
  const isIn = (room: Room, device: number): boolean =>
    room.stays.get(device)?.at(-1)?.to === Number.POSITIVE_INFINITY;
  const begin = (room: Room, device: number, from: number): void => {
    const stays = room.stays.get(device) ?? [];
    stays.push({ from, to: Number.POSITIVE_INFINITY });
    room.stays.set(device, stays);
  };

  function append(room: Room, kind: number, device: number, no: number, body: Uint8Array): number {
    const seq = room.log.length + 1;
    const from = users.get(device) ?? '';
    room.log.push({ seq, kind, from, device, no, at: seq, body: new Uint8Array(body) });
    room.marks.set(device, no);
    return seq;
  }

  function isDone(room: Room, device: number, no: number): boolean {
    const mark = room.marks.get(device) ?? 0;
    assert.ok(no <= mark + 1, `device ${device} sent ${no} after ${mark}`);
    return no <= mark;
  }

  function take(room: Room, device: number, wish: Commit, begins: boolean): void {
    const seq = append(room, 3, device, wish.no, wish.wire);
    if (begins) {
      for (const stays of room.stays.values()) end(stays, seq);
      begin(room, device, seq - 1);
    }
    for (const each of wish.remove) end(room.stays.get(each) ?? [], seq);
    for (const each of wish.add) {
      begin(room, each, seq);
      invite(each, wish, seq);
    }
    room.gen = wish.gen;
    room.epoch = wish.epoch + 1;
  }

  function invite(device: number, { room, gen, welcome }: Commit, seq: number): void {
    assert.ok(welcome);
    const inbox = inboxes.get(device) ?? [];
    inboxes.set(device, [...inbox, { room, gen, seq, welcome: new Uint8Array(welcome) }]);
  }

  /** Everything that any device ever sent, whatever became of it. */
  const seen: Uint8Array[] = [];
  return {
    offers,
    seen,
    enrol: (device: number, user: string) => void users.set(device, user),
    log: (room: string) => of(room).log,
    at: (room: string) => of(room),
    mark: (room: string, device: number) => of(room).marks.get(device) ?? 0,
    isIn: (room: string, device: number) => isIn(of(room), device),
    inbox: (device: number): readonly Invite[] => inboxes.get(device) ?? [],
    /** The entries that this device may have after a place, up to the end of a stay. */
    after(room: string, device: number, cursor: number): readonly Given[] {
      const { log, stays } = of(room);
      const stay = stays.get(device)?.find(({ to }) => to > cursor);
      return stay && cursor >= stay.from
        ? log.filter(({ seq }) => seq > cursor && seq <= stay.to)
        : [];
    },
    post(device: number, { room: key, no, gen, epoch, wire }: Post): Fate {
      seen.push(wire);
      const room = of(key);
      if (isDone(room, device, no)) return 'stored';
      if (!isIn(room, device)) return 'gone';
      const head = headIn(wire);
      if (head?.kind !== 'line' || head.epoch !== epoch) return 'gone';
      if (gen !== room.gen || epoch !== room.epoch) return 'stale';
      append(room, 0, device, no, wire);
      return 'stored';
    },
    commit(device: number, wish: Commit): Fate {
      seen.push(wish.wire);
      const room = of(wish.room);
      if (isDone(room, device, wish.no)) return 'stored';
      const begins = wish.epoch === 0 && (room.epoch < 0 || wish.gen > room.gen);
      const fits = begins || (wish.gen === room.gen && wish.epoch === room.epoch);
      if (!begins && !isIn(room, device)) return 'gone';
      if (!fits) return 'stale';
      take(room, device, wish, begins);
      return 'stored';
    },
    claim(device: number): Uint8Array {
      const held = offers.get(device);
      const offer = held?.packages.shift() ?? held?.last;
      assert.ok(offer, `device ${device} has no offer`);
      return offer;
    },
  };
}

const end = (stays: { from: number; to: number }[], seq: number): void => {
  const last = stays.at(-1);
  if (last && last.to > seq) last.to = seq;
};

export type Order = ReturnType<typeof newOrder>;
