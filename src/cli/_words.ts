import { harmless, harmlessLine } from '../base/sanitize.ts';
import type { LineRow, LineState } from '../client/port.ts';

type Words = {
  readonly [K in LineRow['content']['kind']]?: (
    content: Extract<LineRow['content'], { kind: K }>,
    from: string,
  ) => string;
};

const words: Words = {
  text: ({ text }) => text,
  reply: ({ text }) => text,
  edit: ({ text }) => `(edited) ${text}`,
  me: ({ text }, from) => `* ${from} ${text}`,
  file: ({ name }) => `(a file: ${name})`,
  call: () => '(a call)',
  newer: () => '(a newer kind of message; update pychat)',
};

/** What somebody said, as text; undefined for what is no saying (a reaction, a notice). */
export function saidIn({ content, from }: Pick<LineRow, 'content' | 'from'>): string | undefined {
  const say = words[content.kind] as
    | ((content: LineRow['content'], from: string) => string)
    | undefined;
  return say?.(content, from);
}

/** What a notice of the room says. */
export function noticeIn({ content }: Pick<LineRow, 'content'>): string | undefined {
  if (content.kind === 'react') return `reacted ${content.with}`;
  if (content.kind === 'delete') return 'took a line back';
  if (content.kind !== 'notice') return undefined;
  const { change, names, by, text } = content;
  const whom = names.join(', ');
  return `${change}${whom ? ` ${whom}` : ''} (by ${by})${text ? `: ${text}` : ''}`;
}

/** The signs of an own line's state. */
export const signs: Readonly<Record<LineState, string>> = {
  waiting: '·',
  stored: '✓',
  delivered: '✓✓',
  read: '✓✓ read',
  failed: '!',
};

export const two = (part: number): string => String(part).padStart(2, '0');

export function timeOf(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function dayOf(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** A line as the history keeps it: one row, cut where it is long. */
export const shortOf = (line: {
  readonly at: number;
  readonly room: string;
  readonly from: string;
  readonly text: string;
}): string =>
  `${dayOf(line.at)} ${timeOf(line.at)} ${harmlessLine(line.room)} <${line.from}> ${harmlessLine(line.text, 400)}`;

/** A line for a terminal: everything from outside in it is made harmless. */
export function printed(line: LineRow): string {
  const { at, room, from, removed } = line;
  const head = `${dayOf(at)} ${timeOf(at)} ${harmlessLine(room, 80)}`;
  const text = removed ? '(this line was removed)' : saidIn(line);
  if (text === undefined) return `${head} -- ${harmlessLine(noticeIn(line) ?? '', 400)}`;
  const name = harmlessLine(from, 64);
  return `${head} <${name}> ${harmless(text).replaceAll('\n', '\n    ')}`;
}
