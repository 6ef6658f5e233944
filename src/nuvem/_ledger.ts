import type { Store } from '../store/port.ts';
import type { HeardRoom } from './hub.ts';

/** How far each member of a small room is, and who wrote its newest lines. */
export interface Ledger {
  readonly members: Map<string, LedgerMember>;
  readonly add: (seq: number, from: string) => void;
  /** Whether this person wrote a line with after < seq <= upTo. Older than known counts as yes. */
  readonly wroteIn: (name: string, after: number, upTo: number) => boolean;
}

interface LedgerMember {
  delivered: number;
  read: number;
  readonly request: boolean;
  readonly receiptsOff: boolean;
}

const mostMembers = 500;
const remembered = 1000;
const firstPage = 200;
const pageBytes = 256 * 1024;

export async function loadLedger(
  store: Pick<Store, 'members' | 'readBefore'>,
  room: HeardRoom,
): Promise<Ledger> {
  const rows = await store.members(room.id, '', mostMembers);
  const members = new Map<string, LedgerMember>(
    rows.map(({ name, delivered, read, request, receiptsOff }) => [
      name,
      { delivered, read, request, receiptsOff },
    ]),
  );
  const { head } = room;
  const entries = await store.readBefore(room.id, head + 1, firstPage, pageBytes);
  // A ring: a map, from which the oldest goes with each line, costs three times as much.
  const authors: string[] = [];
  for (const { seq, from } of entries) authors[seq % remembered] = from;
  let known = entries[0]?.seq ?? head + 1;
  let next = head + 1;

  return {
    members,
    add(seq, from) {
      // what came while the store was read was told to nobody: what is known begins behind it
      if (seq !== next) known = seq;
      next = seq + 1;
      authors[seq % remembered] = from;
      known = Math.max(known, next - remembered);
    },
    wroteIn(name, after, upTo) {
      if (after + 1 < known || upTo >= next) return true;
      for (let seq = upTo; seq > after; seq -= 1)
        if (authors[seq % remembered] === name) return true;
      return false;
    },
  };
}
