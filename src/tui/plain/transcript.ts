import { dayOf } from '../../base/moment.ts';
import type { LineState } from '../../client/port.ts';
import type { Aim } from '../state.ts';

/** What was printed so far, where lines are printed instead of a screen. */
export interface Transcript {
  /** In sentences, for a screen reader; else with signs. */
  readonly aloud: boolean;
  readonly rooms: ReadonlyMap<string, Printed>;
  /** The lines that were printed last: each has a number, whatever its room. */
  readonly lines: readonly Aim[];
  /** The number of the next one. */
  readonly next: number;
  /** Own lines that are on their way, and how far that was told. */
  readonly own: ReadonlyMap<string, LineState>;
  /** Own lines that moved on; told together, when there is a moment. */
  readonly moves: readonly Move[];
  /** The day of what was printed last. */
  readonly day: string;
  /** How many own lines were refused. */
  readonly failed: number;
  /** A message of several rows, until it is whole. */
  readonly writing: readonly string[] | undefined;
  /** What of it was put by for the next start. */
  readonly putBy: readonly string[] | undefined;
  /** When something was typed last. */
  readonly typedAt: number;
}

/** What was printed of one conversation. */
export interface Printed {
  /** The oldest line that was printed, and the newest. */
  readonly from: number;
  readonly upto: number;
  /** Holes that were told, first and last number of each. */
  readonly gaps: readonly (readonly [number, number])[];
  /** Who was said to be typing, and said nothing since. */
  readonly typing: ReadonlySet<string>;
  readonly wanted?: Wanted | undefined;
}

/** So many older lines are wanted, and so often they were asked for. */
export interface Wanted {
  readonly count: number;
  readonly asked: number;
}

export interface Move {
  readonly to: string;
  readonly number: number;
  readonly state: 'delivered' | 'read';
}

export const newTranscript = (aloud: boolean, now: number): Transcript => ({
  aloud,
  rooms: new Map(),
  lines: [],
  next: 1,
  own: new Map(),
  moves: [],
  day: dayOf(now),
  failed: 0,
  writing: undefined,
  putBy: undefined,
  typedAt: now,
});

/** So many lines can be called by their numbers. */
const mostLines = 2000;

/** The transcript with one more line that has a number, which is the one that was next. */
export const withLine = (transcript: Transcript, line: Aim): Transcript => ({
  ...transcript,
  lines: [...transcript.lines, line].slice(-mostLines),
  next: transcript.next + 1,
});

export const lineOf = ({ lines, next }: Transcript, number: number): Aim | undefined =>
  lines[number - (next - lines.length)];

/** The number of a line, where it has one. */
export function numberOf(
  { lines, next }: Transcript,
  fits: (line: Aim) => boolean,
): number | undefined {
  const at = lines.findLastIndex(fits);
  return at < 0 ? undefined : next - lines.length + at;
}
