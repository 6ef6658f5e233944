import { emptyBatch } from './batch.ts';
import type { KeptMarks, Loaded, Waiting, Write } from './db-port.ts';
import { resting } from './link.ts';
import type { Account } from './ports.ts';
import { levelOf } from './receipts.ts';
import { emptyRoom } from './room.ts';
import type { OutLine, Room, State, Timer } from './state.ts';

const restarted =
  'This device is a new one, so it is not known whether this was sent. Look whether it is there';

/** The state with which a process begins, of what was kept; and what has to be written first. */
export function start(
  loaded: Loaded,
  account: Account,
  agent: string,
): { readonly state: State; readonly writes: readonly Write[] } {
  const same = loaded.meta.get('device') === String(account.device);
  const first = !loaded.meta.has('device');
  const waiting = same || first ? loaded.waiting : loaded.waiting.map(given);
  const rooms = roomsOf(loaded, waiting, same);
  const out = [...rooms.values()].flatMap((room) => room.out);
  const writes: Write[] = same ? [] : newDevice(account, waiting, rooms);
  const state: State = {
    ...fresh,
    name: account.name,
    nuvem: account.nuvem,
    device: account.device,
    user: account.user,
    addresses: account.addresses,
    agent,
    incarnation: loaded.meta.get('incarnation') ?? '',
    rooms,
    former: formerOf(loaded, rooms, same),
    busy: new Set(out.map(({ room }) => room)),
    order: Math.max(0, ...loaded.waiting.map(({ order }) => order)),
    outBytes: out.reduce((sum, { body }) => sum + body.length, 0),
    ackRooms: new Set([...rooms.keys()].filter((key) => (rooms.get(key)?.durable ?? 0) > 0)),
    lost: loaded.lost,
  };
  return { state, writes };
}

const fresh = {
  newIncarnation: '',
  link: resting,
  asks: new Map(),
  waits: new Map(),
  requests: new Map(),
  nextRe: 1,
  inFlight: 0,
  synced: false,
  away: false,
  ackAt: 0,
  readRooms: new Set<string>(),
  timers: new Set<Timer>(),
  done: 0,
  flying: undefined,
  next: emptyBatch(1),
};

/** A device that replaced another one counts its lines anew, and cannot know what became of the old one's. */
function newDevice(
  { device }: Account,
  waiting: readonly Waiting[],
  rooms: ReadonlyMap<string, Room>,
): Write[] {
  const writes: Write[] = [{ do: 'meta', key: 'device', value: String(device) }];
  for (const { id, room, no, state, seq, why } of waiting)
    if (state === 'failed') writes.push({ do: 'move', id, room, no, state, seq, why });
  for (const { key: room, cursor, read, draft } of rooms.values())
    if (!draft) writes.push({ do: 'marks', marks: { room, cursor, acked: 0, read } });
  return writes;
}

const given = (line: Waiting): Waiting => ({
  ...line,
  no: 0,
  state: 'failed',
  why: line.why === '' ? restarted : line.why,
});

function roomsOf(loaded: Loaded, waiting: readonly Waiting[], same: boolean): Map<string, Room> {
  const rooms = new Map<string, Room>();
  const marks = new Map(loaded.marks.map((each) => [each.room, each]));
  for (const kept of loaded.rooms) {
    const { cursor = -1, acked = 0, read = 0 } = marks.get(kept.key) ?? {};
    const mine = waiting.filter(({ room }) => room === kept.key).map(outLine);
    const receipts = loaded.receipts.filter(({ room }) => room === kept.key);
    const room: Room = {
      ...emptyRoom(kept),
      cursor,
      durable: cursor,
      acked: same ? acked : 0,
      read,
      head: Math.max(cursor, 0),
      out: mine.filter(({ state }) => state !== 'failed').toSorted((a, b) => a.no - b.no),
      failed: mine.filter(({ state }) => state === 'failed'),
      receipts: new Map(
        receipts.map(({ name, delivered, read: seen }) => [name, { delivered, read: seen }]),
      ),
      own: loaded.own.filter((line) => line.room === kept.key),
    };
    rooms.set(kept.key, { ...room, level: levelOf(room) });
  }
  return rooms;
}

/** Where this device stood in rooms that were its user's once. */
function formerOf(
  { marks }: Loaded,
  rooms: ReadonlyMap<string, Room>,
  same: boolean,
): Map<string, KeptMarks> {
  const gone = marks.filter(({ room }) => !rooms.has(room));
  return new Map(gone.map((each) => [each.room, same ? each : { ...each, acked: 0 }]));
}

const outLine = (line: Waiting): OutLine => ({ ...line, batch: 0, sent: false, refused: '' });
