import type { Aim, Case } from './cases.ts';
import type { Row } from './measure.ts';

/** A table in Markdown: per case and figure the median of all repetitions, their range, the aim, and what others reach. */
export function table(cases: readonly Case[], rows: readonly Row[], own: string): string {
  const others = [...new Set(rows.map((row) => row.server))].filter((server) => server !== own);
  const head = ['case', 'figure', 'aim', own, ...others];
  const lines = cases.flatMap((what) =>
    what.aims.map((aim) => [
      what.name,
      aim.label,
      aimed(aim),
      ...[own, ...others].map((server) => cell(rows, server, what, aim, own)),
    ]),
  );
  return [head, head.map(() => '---'), ...lines]
    .map((line) => `| ${line.join(' | ')} |`)
    .join('\n');
}

/** Every measurement whose figures do not count, and every one that was disturbed. */
export function remarks(rows: readonly Row[]): string {
  const of = ({ server, case: name }: Row): string => `${server} ${name}`;
  const faults = rows.filter((row) => row.fault).map((row) => `${of(row)}: ${row.fault}`);
  const loud = rows.filter((row) => !row.fault && !row.quiet).map(of);
  if (loud.length) faults.push(`measured while others used the machine: ${loud.join(', ')}`);
  return faults.join('\n');
}

function cell(rows: readonly Row[], server: string, what: Case, aim: Aim, own: string): string {
  const found = values(rows, server, what, aim);
  if (found.length === 0) {
    const tried = rows.some((row) => row.server === server && row.case === what.name);
    return tried ? 'failed' : '–';
  }
  const middle = median(found);
  const range = `${short(found[0] ?? 0)}–${short(found.at(-1) ?? 0)}`;
  const shown = `${short(middle)}${found.length > 1 ? ` (${range})` : ''}`;
  if (server === own) return missed(aim, middle) ? `**${shown}**` : shown;
  const mine = values(rows, own, what, aim);
  return mine.length ? `${shown} · ${short(median(mine) / middle)}×` : shown;
}

function values(rows: readonly Row[], server: string, what: Case, aim: Aim): number[] {
  return rows
    .filter((row) => row.server === server && row.case === what.name && !row.fault)
    .flatMap((row) => row.figures[aim.path] ?? [])
    .toSorted((one, other) => one - other);
}

const missed = (aim: Aim, value: number): boolean =>
  value < (aim.least ?? -Infinity) || value > (aim.most ?? Infinity);

export const median = (sorted: readonly number[]): number =>
  ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;

function aimed({ least, most, unit }: Aim): string {
  if (least !== undefined) return `≥ ${short(least)} ${unit}`;
  return most === undefined ? unit : `≤ ${short(most)} ${unit}`;
}

function short(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  return Math.abs(value) >= 100 ? value.toFixed(0) : `${Number(value.toPrecision(3))}`;
}
