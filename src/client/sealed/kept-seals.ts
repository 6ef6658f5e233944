import type { KeptMarks, Loaded } from '../db-port.ts';
import { noSeal } from '../room.ts';
import type { SealedRow } from '../seal/port.ts';
import type { Room } from '../state.ts';
import { namedRoom } from './retitled.ts';

/** What another device was let into is not this one's; that it was sealed holds for all. */
export const keptSeals = ({ sealed }: Loaded, same: boolean): ReadonlyMap<string, SealedRow> =>
  new Map(sealed.map((each) => [each.room, same ? each : forOther(each)]));

function forOther({ pending: _pending, ...row }: SealedRow): SealedRow {
  return { ...row, state: 'out' };
}

/** Nobody is in what was only begun: until its first commit comes back, this device has stood nowhere. */
function stoodAs({ pending: _pending, ...row }: SealedRow): SealedRow | undefined {
  return row.roster.length === 0 ? undefined : row;
}

/** Where this device stands in a sealed room, and its commit whose fate is not known. */
export function sealedAs(row: SealedRow | undefined): Pick<Room, 'seal' | 'reserved'> | undefined {
  if (!row) return undefined;
  const { pending } = row;
  const here = stoodAs(row);
  const { here: _here, commit: _commit, ...none } = noSeal();
  if (!pending) return { seal: { ...none, here, commit: undefined }, reserved: 0 };
  const { epoch, no } = pending;
  const commit = {
    step: 'sent',
    fresh: epoch === 0,
    from: epoch === 0 ? pending.gen - 1 : pending.gen,
    eager: true,
    add: [],
    remove: [],
    held: false,
    listed: { device: 0, pages: 0 },
    offers: [],
    pending,
    read: 0,
    ask: undefined,
  } as const;
  return { seal: { ...none, here, commit }, reserved: no };
}

/** Rooms that are gone, which may come back. */
export function leftOf(
  loaded: Loaded,
  former: ReadonlyMap<string, KeptMarks>,
  same: boolean,
): Map<string, Room> {
  const sealed = keptSeals(loaded, same);
  const rooms = loaded.left.map((kept): Room => {
    const cursor = former.get(kept.key)?.cursor ?? -1;
    const row = sealed.get(kept.key);
    return { ...namedRoom(loaded, kept), cursor, seal: { ...noSeal(), here: row && stoodAs(row) } };
  });
  return new Map(rooms.map((room) => [room.key, room]));
}
