import { harmlessLine } from '../base/sanitize.ts';

/** Rows in columns; what is in them may come from outside. */
export function table(rows: readonly (readonly string[])[], longest = 80): string {
  const cells = rows.map((row) => row.map((cell) => harmlessLine(cell, longest)));
  const widths = (cells[0] ?? []).map((_cell, at) =>
    Math.max(...cells.map((row) => (row[at] ?? '').length)),
  );
  return cells
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((row) => `${row}\n`)
    .join('');
}
