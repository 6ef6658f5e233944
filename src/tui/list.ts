import type { Row } from './frame.ts';

/**
 * A list of messages of any length. What is on the screen is found from an anchor, a message and a row
 * of it, so only the visible ones are ever formatted: the cost does not grow with the history, and older
 * pages put in front move nothing.
 */
export interface ListSource<Id> {
  readonly length: number;
  readonly idAt: (index: number) => Id;
  /** The place of a message, or of the nearest one when it is gone; anything for an empty list. */
  readonly indexOf: (id: Id) => number;
  /** A message as rows; asked for visible ones only, and best kept (`rowCache`). */
  readonly rows: (index: number, width: number) => readonly Row[];
}

/** The end, which new messages move, or what stands at the top: a message, and the row of it. */
export type Anchor<Id> = 'end' | { readonly id: Id; readonly row: number };

export interface ListView {
  /** At most as many as asked for, fewer when there are no more. */
  readonly rows: readonly ListRow[];
  /** Whether something is above, so that an older page may be wanted. */
  readonly above: boolean;
  /** Messages that are not, or not wholly, in sight below. */
  readonly below: number;
}

export interface ListRow {
  readonly row: Row;
  readonly index: number;
}

interface Spot {
  readonly index: number;
  readonly row: number;
}

interface Box {
  readonly width: number;
  readonly height: number;
}

/** What is to be seen in a box. */
export function look<Id>(list: ListSource<Id>, anchor: Anchor<Id>, box: Box): ListView {
  const from = list.length === 0 ? undefined : spotOf(list, anchor, box);
  if (!from) return { rows: [], above: false, below: 0 };
  const rows: ListRow[] = [];
  let { index } = from;
  let skipped = from.row;
  let whole = index;
  while (index < list.length && rows.length < box.height) {
    const all = list.rows(index, box.width);
    const seen = all.slice(skipped, skipped + box.height - rows.length);
    for (const row of seen) rows.push({ row, index });
    if (skipped + seen.length >= all.length) whole = index + 1;
    skipped = 0;
    index += 1;
  }
  return { rows, above: from.index > 0 || from.row > 0, below: list.length - whole };
}

/** The anchor after a move by rows: less than zero towards older messages. */
export function scroll<Id>(
  list: ListSource<Id>,
  anchor: Anchor<Id>,
  box: Box,
  by: number,
): Anchor<Id> {
  if (list.length === 0) return 'end';
  const from = spotOf(list, anchor, box);
  return settled(list, by < 0 ? up(list, from, box, -by) : down(list, from, box, by), box);
}

/** A message brought to a row of the box: the middle, when none is said. */
export function jump<Id>(
  list: ListSource<Id>,
  id: Id,
  box: Box,
  at = Math.floor(box.height / 2),
): Anchor<Id> {
  if (list.length === 0) return 'end';
  const spot = { index: placeOf(list, id), row: 0 };
  return settled(list, up(list, spot, box, at), box);
}

/** What stands at the top, as an anchor that stays there whatever comes behind. */
export function topOf<Id>(list: ListSource<Id>, anchor: Anchor<Id>, box: Box): Anchor<Id> {
  if (list.length === 0) return 'end';
  const { index, row } = spotOf(list, anchor, box);
  return { id: list.idAt(index), row };
}

/** The same place in a list that changed, or a box that did; the end when that is in sight. */
export function settle<Id>(list: ListSource<Id>, anchor: Anchor<Id>, box: Box): Anchor<Id> {
  if (anchor === 'end' || list.length === 0) return 'end';
  return settled(list, spotOf(list, anchor, box), box);
}

/** Nothing is below the last row: who scrolled there follows what comes. */
function settled<Id>(list: ListSource<Id>, spot: Spot, box: Box): Anchor<Id> {
  let rows = -spot.row;
  for (let index = spot.index; index < list.length; index += 1) {
    rows += list.rows(index, box.width).length;
    if (rows > box.height) return { id: list.idAt(spot.index), row: spot.row };
  }
  return 'end';
}

function spotOf<Id>(list: ListSource<Id>, anchor: Anchor<Id>, box: Box): Spot {
  if (anchor === 'end') return up(list, { index: list.length, row: 0 }, box, box.height);
  const index = placeOf(list, anchor.id);
  // A message that became shorter, or a wider screen.
  const last = Math.max(0, list.rows(index, box.width).length - 1);
  return { index, row: list.idAt(index) === anchor.id ? Math.min(anchor.row, last) : 0 };
}

const placeOf = <Id>(list: ListSource<Id>, id: Id): number =>
  Math.max(0, Math.min(list.indexOf(id), list.length - 1));

function up<Id>(list: ListSource<Id>, from: Spot, box: Box, by: number): Spot {
  let { index, row } = from;
  let left = by;
  while (left > row) {
    if (index === 0) return { index: 0, row: 0 };
    left -= row;
    index -= 1;
    row = list.rows(index, box.width).length;
  }
  row -= left;
  return { index, row };
}

function down<Id>(list: ListSource<Id>, from: Spot, box: Box, by: number): Spot {
  let { index, row } = from;
  row += by;
  while (index < list.length) {
    const count = list.rows(index, box.width).length;
    if (row < count) return { index, row };
    row -= count;
    index += 1;
  }
  return { index, row: 0 };
}

/** Keeps the rows of messages seen lately; another width or theme makes them anew. */
export interface RowCache<Id> {
  readonly get: (id: Id, width: number, make: () => readonly Row[]) => readonly Row[];
  /** A message changed. */
  readonly drop: (id: Id) => void;
  readonly clear: () => void;
}

export function rowCache<Id>(most = 1000): RowCache<Id> {
  const kept = new Map<Id, readonly Row[]>();
  let madeFor = 0;
  return {
    get(id, width, make) {
      if (width !== madeFor) kept.clear();
      madeFor = width;
      const seen = kept.get(id);
      if (seen) {
        // Last in a Map is last to go.
        kept.delete(id);
        kept.set(id, seen);
        return seen;
      }
      const rows = make();
      for (const oldest of kept.keys()) {
        if (kept.size < most) break;
        kept.delete(oldest);
      }
      kept.set(id, rows);
      return rows;
    },
    drop: (id) => void kept.delete(id),
    clear: () => kept.clear(),
  };
}
