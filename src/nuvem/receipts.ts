import { encode } from '../protocol/wire.ts';
import type { Store } from '../store/port.ts';
import type { Entry } from '../store/rows.ts';
import { type Ledger, loadLedger } from './_ledger.ts';
import type { HeardRoom, Hearing, Session } from './hub.ts';

/**
 * Tells the authors of lines in DMs and small groups how far the others have received and read: merged
 * per room, at most two frames a second to each session.
 */
export interface Receipts {
  /** A line came into a room that is no channel. */
  readonly wrote: (room: HeardRoom, entry: Entry) => void;
  readonly delivered: (hearing: Hearing) => void;
  readonly read: (hearing: Hearing) => void;
  /** A session that has just synced learns how far the others are. */
  readonly greet: (session: Session) => void;
}

export interface Desk {
  readonly store: Pick<Store, 'members' | 'readBefore'>;
  readonly upTo: number;
  readonly uptime: () => number;
  readonly later: (ms: number, run: () => void) => () => void;
  readonly failed: (what: string, failure: unknown) => void;
  readonly outgoing: number;
  /** One of the two blocks the other. */
  readonly isBlocked: (one: string, other: string) => boolean;
}

interface Outbox {
  readonly rooms: Map<HeardRoom, Set<string>>;
  next: number;
  scheduled: boolean;
}

const every = 500;
const perFrame = 1000;

export function newReceipts(desk: Desk): Receipts {
  const outboxes = new WeakMap<Session, Outbox>();
  const note = (session: Session, room: HeardRoom, name: string): void =>
    noteFor(desk, outboxOf(outboxes, session), session, { room, name });

  const move = (
    session: Session,
    room: HeardRoom,
    what: 'delivered' | 'read',
    seq: number,
  ): void => {
    if (!hasReceipts(desk, room)) return;
    void withLedger(desk, room, (ledger) => {
      const { name } = session.user;
      const member = ledger.members.get(name);
      if (!member || member.request || seq <= member[what]) return;
      const before = member[what];
      member[what] = seq;
      for (const { session: other } of room.ears)
        if (other.user.name !== name && ledger.wroteIn(other.user.name, before, seq))
          note(other, room, name);
    });
  };

  return {
    wrote: (room, { seq, from }) => ledgerOf(room)?.add(seq, from),
    delivered: ({ session, room, acked }) => move(session, room, 'delivered', acked),
    read({ session, room, read }) {
      move(session, room, 'delivered', read);
      move(session, room, 'read', read);
    },
    greet(session) {
      for (const { room } of session.ear.hears.values()) {
        if (!hasReceipts(desk, room)) continue;
        void withLedger(desk, room, (ledger) => {
          for (const [name, { delivered }] of ledger.members)
            if (name !== session.user.name && delivered > 0) note(session, room, name);
        });
      }
    },
  };
}

const hasReceipts = ({ upTo }: Desk, { kind, members }: HeardRoom): boolean =>
  (kind === 'dm' || kind === 'group') && members <= upTo;

/** The place on the room is the ledger's alone, so what lies there is a ledger. */
const slotOf = (room: HeardRoom): Promise<Ledger> | undefined =>
  room.receipts as Promise<Ledger> | undefined;

const ledgers = new WeakMap<Promise<Ledger>, Ledger>();

const ledgerOf = (room: HeardRoom): Ledger | undefined => {
  const slot = slotOf(room);
  return slot && ledgers.get(slot);
};

async function withLedger(
  desk: Desk,
  room: HeardRoom,
  use: (ledger: Ledger) => void,
): Promise<void> {
  const ready = ledgerOf(room);
  if (ready) {
    use(ready);
    return;
  }
  const slot = slotOf(room) ?? loadLedger(desk.store, room);
  room.receipts = slot;
  try {
    const ledger = await slot;
    ledgers.set(slot, ledger);
    use(ledger);
  } catch (failure) {
    if (room.receipts === slot) room.receipts = undefined;
    desk.failed('receipts.load', failure);
  }
}

function outboxOf(outboxes: WeakMap<Session, Outbox>, session: Session): Outbox {
  const found = outboxes.get(session);
  if (found) return found;
  const fresh: Outbox = { rooms: new Map(), next: 0, scheduled: false };
  outboxes.set(session, fresh);
  return fresh;
}

function noteFor(
  desk: Desk,
  outbox: Outbox,
  session: Session,
  { room, name }: { readonly room: HeardRoom; readonly name: string },
): void {
  const names = outbox.rooms.get(room) ?? new Set();
  names.add(name);
  outbox.rooms.set(room, names);
  if (outbox.scheduled) return;
  outbox.scheduled = true;
  desk.later(Math.max(0, outbox.next - desk.uptime()), () => send(desk, outbox, session));
}

function send(desk: Desk, outbox: Outbox, session: Session): void {
  outbox.scheduled = false;
  if (session.ear.closed) return;
  outbox.next = desk.uptime() + every;
  if (session.queued() > desk.outgoing) {
    outbox.scheduled = true;
    desk.later(every, () => send(desk, outbox, session));
    return;
  }
  const rooms = [...outbox.rooms].flatMap(([room, names]) => lines(desk, session, room, names));
  outbox.rooms.clear();
  for (let at = 0; at < rooms.length; at += perFrame)
    session.send(encode({ type: 'receipt', rooms: rooms.slice(at, at + perFrame) }));
}

/**
 * Who shows no read receipts gets none either. Between two of whom one blocks the other none are shown; that
 * a line of a group arrived still counts, or it would never have arrived with everybody.
 */
function lines(
  desk: Desk,
  session: Session,
  room: HeardRoom,
  names: ReadonlySet<string>,
): readonly { room: Uint8Array; name: string; delivered: number; read: number }[] {
  const ledger = ledgerOf(room);
  if (!ledger) return [];
  return [...names].flatMap((name) => {
    const member = ledger.members.get(name);
    if (!member || member.request) return [];
    const isBlocked = desk.isBlocked(session.user.name, name);
    if (isBlocked && room.kind === 'dm') return [];
    const hidden = member.receiptsOff || session.user.receiptsOff || isBlocked;
    const { delivered, read } = member;
    return [{ room: room.key, name, delivered, read: hidden ? 0 : read }];
  });
}
