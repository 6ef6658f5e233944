import type { Room } from '../rows.ts';
import type { Base } from './base.ts';
import { kindCodes } from './codes.ts';
import { asRoom, nameOf, roomRow, type RoomRow } from './views.ts';

interface Place {
  readonly name: string;
  readonly id: number;
}

/**
 * Pages of the channels by name. Names lie sealed, so their order is kept here: each is opened once, and
 * beyond that a page costs what is on it. Channels are neither renamed nor deleted.
 */
export function newChannelPages(base: Base): (after: string, limit: number) => readonly Room[] {
  let places: Place[] = [];
  let known = 0;

  function learn(): void {
    const rows = base.sql.all<Pick<RoomRow, 'id' | 'key' | 'sealed_name'>>(
      'SELECT id, key, sealed_name FROM rooms WHERE id>? AND kind=? ORDER BY id',
      [known, kindCodes.channel],
    );
    if (rows.length === 0) return;
    const fresh = rows.map(({ id, key, sealed_name: name }) => ({
      id,
      name: base.sealer.text(nameOf(key), name),
    }));
    known = fresh.at(-1)?.id ?? known;
    places = [...places, ...fresh].toSorted((one, other) => (one.name < other.name ? -1 : 1));
  }

  function page(after: string, limit: number): readonly Room[] | undefined {
    const from = firstAfter(places, after);
    const rooms: Room[] = [];
    for (const { id, name } of places.slice(from, from + limit)) {
      const row = roomRow(base, id);
      const room = row?.kind === kindCodes.channel ? asRoom(base.sealer, row) : undefined;
      if (room?.name !== name) return undefined;
      rooms.push(room);
    }
    return rooms;
  }

  return (after, limit) => {
    learn();
    const found = page(after, limit);
    if (found) return found;
    // A transaction in which one was seen came to nothing: the order is learned anew.
    places = [];
    known = 0;
    learn();
    return page(after, limit) ?? [];
  };
}

function firstAfter(places: readonly Place[], after: string): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle]?.name ?? '') <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
