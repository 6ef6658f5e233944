import type { Account } from './account.ts';
import { emptyBatch } from './batch.ts';
import type { KeptMarks, KeptReceipt, Loaded, Waiting, Write } from './db-port.ts';
import { mostFormer } from './left.ts';
import { resting } from './link-state.ts';
import { addName, type Names } from './names.ts';
import { keptFailed } from './outbox.ts';
import type { Ports } from './ports.ts';
import { levelOf } from './receipts.ts';
import { restoredTo } from './restore.ts';
import type { SealedRow } from './seal/port.ts';
import { doorOf } from './sealed/door.ts';
import { handedOn } from './sealed/handed-on.ts';
import { keptSeals, leftOf, sealedAs } from './sealed/kept-seals.ts';
import { namedRoom, retitled } from './sealed/retitled.ts';
import { keepingIn } from './sealed/swept.ts';
import { leavingIn } from './sealed/sync.ts';
import type { OutLine, Room, Seen, State, Timer } from './state.ts';
import { untoldAt } from './untold.ts';

/** The state with which a process begins, of what was kept; and what has to be written first. */
export function start(
  loaded: Loaded,
  account: Account,
  ports: Pick<Ports, 'agent' | 'seals' | 'wary'>,
): { readonly state: State; readonly writes: readonly Write[] } {
  const same = loaded.meta.get('device') === String(account.device);
  const first = !loaded.meta.has('device');
  const waiting = same || first ? loaded.waiting : handedOn(loaded, ports.seals);
  const untold = untoldAt(loaded, waiting);
  const rooms = roomsOf(loaded, waiting, same);
  const out = [...rooms.values()].flatMap((room) => [...room.out.values()]);
  const former = formerOf(loaded, rooms, same);
  const writes: Write[] = [
    ...(same ? [] : newDevice(account, waiting, rooms)),
    ...(same ? [] : loaded.sealed.flatMap(otherDevice)),
    ...forgotten(loaded, rooms, former),
    ...retitled(ports, loaded),
    ...untold.writes,
  ];
  const state: State = {
    ...fresh(),
    name: account.name,
    nuvem: account.nuvem,
    device: account.device,
    user: account.user,
    addresses: account.addresses,
    ...settingsOf(ports),
    incarnation: loaded.meta.get('incarnation') ?? '',
    rooms,
    names: namesOf(rooms),
    former,
    left: withFailed(leftOf(loaded, former, same), waiting),
    ...sumOf(loaded, out),
    ackRooms: new Set([...rooms.keys()].filter((key) => (rooms.get(key)?.durable ?? 0) > 0)),
    lost: loaded.lost,
    ...notedOf(loaded, same, account),
    untold: untold.lines,
  };
  return { state, writes };
}

/** Neither the keys nor what was planned with them are this device's. */
const otherDevice = ({ room }: SealedRow): readonly Write[] => [
  { do: 'unplan', room },
  { do: 'leave', room },
];

const notedOf = (loaded: Loaded, same: boolean, account: Account) => ({
  restoredTo: Number(loaded.meta.get(restoredTo) ?? 0),
  keeping: keepingIn(loaded.meta, same),
  lastOffer: same ? Number(loaded.meta.get('last-offer') ?? 0) : 0,
  door: doorOf(loaded.meta, same, account),
  verified: verifiedIn(loaded),
});

/** Who is another than those who were compared is not. */
function verifiedIn({ verified, sealed }: Loaded): Set<string> {
  const others = new Set(sealed.flatMap(({ state, alarm }) => (state === 'in' ? alarm : [])));
  return new Set(verified.filter((user) => !others.has(user)));
}

const settingsOf = ({ agent, seals, wary = false }: Pick<Ports, 'agent' | 'seals' | 'wary'>) => ({
  agent,
  seals,
  wary,
});

const sumOf = (
  { waiting }: Loaded,
  out: readonly OutLine[],
): Pick<State, 'lines' | 'busy' | 'order' | 'outBytes'> => ({
  lines: new Map(out.map((line) => [line.id, line])),
  busy: new Set(out.map(({ room }) => room)),
  order: waiting.reduce((most, { order }) => Math.max(most, order), 0),
  outBytes: out.reduce((sum, { body }) => sum + body.length, 0),
});

function namesOf(rooms: ReadonlyMap<string, Room>): Names {
  const names: Names = new Map();
  for (const room of rooms.values()) addName(names, room);
  return names;
}

/** Collections of its own for each client: they are written. */
const fresh = () => ({
  newIncarnation: '',
  link: resting,
  asks: new Map(),
  waits: new Map(),
  requests: new Map(),
  nextRe: 1,
  inFlight: 0,
  synced: false,
  offered: false,
  away: false,
  ackAt: 0,
  readRooms: new Set<string>(),
  timers: new Set<Timer>(),
  done: 0,
  flying: undefined,
  next: emptyBatch(1),
  fetching: new Map(),
  early: new Map(),
  stalled: new Set<string>(),
  paused: new Set<string>(),
  announced: new Map(),
  doubted: new Map(),
  copied: false,
  strangers: new Map<string, string>(),
  tending: new Map<string, number>(),
  held: new Set<number>(),
});

/** A device that replaced another one counts its lines anew, and cannot know what became of the old one's. */
function newDevice(
  { device }: Account,
  waiting: readonly Waiting[],
  rooms: ReadonlyMap<string, Room>,
): Write[] {
  const writes: Write[] = [{ do: 'meta', key: 'device', value: String(device) }];
  for (const { id, room, no, state, seq, why } of waiting)
    writes.push({ do: 'move', id, room, no, state, seq, why });
  for (const { key: room, cursor, read, draft } of rooms.values())
    if (!draft) writes.push({ do: 'marks', marks: { room, cursor, acked: 0, read } });
  return writes;
}

function roomsOf(loaded: Loaded, waiting: readonly Waiting[], same: boolean): Map<string, Room> {
  const marks = new Map(loaded.marks.map((each) => [each.room, each]));
  const lines = byRoom(waiting.map(outLine));
  const receipts = byRoom(loaded.receipts);
  const own = byRoom(loaded.own);
  const sealed = keptSeals(loaded, same);
  const leaving = leavingIn(loaded.meta);
  const rooms = new Map<string, Room>();
  for (const kept of loaded.rooms) {
    const { key } = kept;
    const { cursor = -1, acked = 0, read = 0 } = marks.get(key) ?? {};
    const named = namedRoom(loaded, kept);
    const room: Room = {
      ...named,
      told: { ...named.told, leaving: leaving.has(key) },
      cursor,
      durable: cursor,
      acked: same ? acked : 0,
      read,
      head: Math.max(cursor, 0),
      ...linesOf(lines.get(key) ?? []),
      receipts: new Map(receipts.get(key)?.map((seen) => [seen.name, seenOf(seen)])),
      ...ownIn(own.get(key) ?? []),
    };
    rooms.set(key, { ...room, ...sealedAs(sealed.get(key)), level: levelOf(room) });
  }
  return rooms;
}

/** What failed as its room went is told there; the process may have ended before its writer heard of it. */
function withFailed(left: Map<string, Room>, waiting: readonly Waiting[]): Map<string, Room> {
  for (const [key, lines] of byRoom(waiting.map(outLine))) {
    const room = left.get(key);
    if (room) left.set(key, { ...room, failed: linesOf(lines).failed });
  }
  return left;
}

function linesOf(lines: readonly OutLine[]): Pick<Room, 'out' | 'last' | 'failed'> {
  const out = lines.filter(({ state }) => state !== 'failed').toSorted((a, b) => a.no - b.no);
  return {
    out: new Map(out.map((line) => [line.no, line])),
    last: out.at(-1)?.no ?? 0,
    failed: lines.filter(({ state }) => state === 'failed').slice(-keptFailed),
  };
}

const ownIn = (lines: Loaded['own']): Pick<Room, 'own' | 'said'> => ({
  own: new Map(lines.map(({ id, seq }) => [id, seq])),
  said: lines.at(-1)?.seq ?? 0,
});

const seenOf = ({ delivered, read, proof }: KeptReceipt): Seen => ({ delivered, read, proof });

function byRoom<T extends { readonly room: string }>(rows: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const row of rows) {
    const there = found.get(row.room);
    if (there) there.push(row);
    else found.set(row.room, [row]);
  }
  return found;
}

/** Where this device stood in rooms that were its user's once: in as many as are remembered. */
function formerOf(
  { marks }: Loaded,
  rooms: ReadonlyMap<string, Room>,
  same: boolean,
): Map<string, KeptMarks> {
  const gone = marks
    .filter(({ room }) => !rooms.has(room))
    .toSorted((one, other) => other.acked - one.acked)
    .slice(0, mostFormer);
  return new Map(gone.map((each) => [each.room, same ? each : { ...each, acked: 0 }]));
}

/** Of the rooms that are gone those that are too many. */
const forgotten = (
  { marks }: Loaded,
  rooms: ReadonlyMap<string, Room>,
  former: ReadonlyMap<string, KeptMarks>,
): readonly Write[] =>
  marks
    .filter(({ room }) => !rooms.has(room) && !former.has(room))
    .map(({ room }) => ({ do: 'forget', room }));

const outLine = (line: Waiting): OutLine => ({
  ...line,
  batch: 0,
  sent: false,
  refused: '',
  sealing: false,
});
