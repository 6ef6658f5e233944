import type { Later } from '../client/port.ts';
import { lastUpTo } from './places.ts';
import type { Roll } from './roll.ts';
import type { Row } from './rows.ts';

/** So much of what became of one line is held. */
const most = 500;

/** The line as one that changes another before it. */
function laterOf({ seq, from, content }: Row): Later | undefined {
  const changes = content.kind === 'edit' || content.kind === 'delete' || content.kind === 'react';
  return seq !== undefined && changes ? { seq, from, content } : undefined;
}

/** Whether two entries say something of the same: of two of them the newer one holds. */
function areOne({ from, content }: Later, other: Later): boolean {
  if (from !== other.from || content.kind !== other.content.kind) return false;
  return content.kind !== 'react' || content.with === (other.content as typeof content).with;
}

/** Whether a newer entry about the same is known, wherever in the log that stands. */
export function isOutdone(later: readonly Later[] = [], row: Row): boolean {
  const entry = later.length > 0 ? laterOf(row) : undefined;
  return entry !== undefined && later.some((one) => one.seq > entry.seq && areOne(one, entry));
}

/** Lines with what others make of them that are not held with them. */
export function withLater(rows: Roll<Row>, others: readonly Row[]): Roll<Row> {
  let next = rows;
  for (const other of others) {
    const entry = laterOf(other);
    const at = entry ? lastUpTo(next, entry.content.of) : -1;
    const row = next.at(Math.max(0, at));
    if (!entry || row?.seq !== entry.content.of) continue;
    const before = (row.later ?? []).filter((one) => !areOne(one, entry));
    next = next.with(at, { ...row, later: [...before, entry].slice(-most) });
  }
  return next;
}

/** Whether a line is nothing by itself, but changes another. */
export const isChange = (row: Row): boolean => laterOf(row) !== undefined;
