import type { LineRow } from '../../client/port.ts';

/** What became of a line later. Only its author corrects it or takes it back. */
export interface Change {
  /** Author of the correction, and where the newest one stands in the log. */
  readonly edits: Map<string, number>;
  readonly taken: Set<string>;
  /** Sign, who gave it, and where it was said last: less than zero when it was taken back. */
  readonly signs: Map<string, Map<string, number>>;
}

/** What became of the lines from one place on. */
export interface Changes {
  readonly take: (row: LineRow) => void;
  readonly of: (seq: number) => Change | undefined;
  /** Of lines from there on nothing is remembered: too many were changed. */
  readonly until: () => number;
}

/** So many changed lines are remembered at once. */
const mostLines = 50_000;
const mostSigns = 12;

export function newChanges(from: number, most = mostLines): Changes {
  const lines = new Map<number, Change>();
  let until = Number.POSITIVE_INFINITY;

  function changeOf(of: number): Change {
    const known = lines.get(of);
    if (known) return known;
    const made: Change = { edits: new Map(), taken: new Set(), signs: new Map() };
    lines.set(of, made);
    if (lines.size >= 2 * most) forget();
    return made;
  }
  function forget(): void {
    const places = [...lines.keys()].toSorted((one, other) => one - other);
    until = places[most] ?? until;
    for (const place of places.slice(most)) lines.delete(place);
  }
  return {
    take(row) {
      const { content, seq = 0 } = row;
      const of = changedBy(content);
      // A line is changed by what follows it.
      if (of !== undefined && of >= from && of < until && of < seq) note(changeOf(of), row, seq);
    },
    of: (seq) => lines.get(seq),
    until: () => until,
  };
}

function changedBy(content: LineRow['content']): number | undefined {
  const { kind } = content;
  return kind === 'edit' || kind === 'delete' || kind === 'react' ? content.of : undefined;
}

function note({ edits, taken, signs }: Change, { content, from }: LineRow, seq: number): void {
  if (content.kind === 'edit') edits.set(from, Math.max(seq, edits.get(from) ?? 0));
  if (content.kind === 'delete') taken.add(from);
  if (content.kind !== 'react') return;
  const who = signs.get(content.with) ?? new Map<string, number>();
  if (signs.size < mostSigns) signs.set(content.with, who);
  who.set(from, content.on ? seq : -seq);
}
