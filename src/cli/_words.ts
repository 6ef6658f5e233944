import { momentOf } from '../base/moment.ts';
import { harmless, harmlessLine } from '../base/sanitize.ts';
import type { LineRow } from '../client/port.ts';
import { rosterText, unreadText } from '../tui/roster.ts';
import type { Words } from '../words/words.ts';

type Said = Words['said'];
type Sayings = {
  readonly [K in LineRow['content']['kind']]?: (
    content: Extract<LineRow['content'], { kind: K }>,
    said: Said,
    from: string,
  ) => string;
};

const sayings: Sayings = {
  text: ({ text }) => text,
  reply: ({ text }) => text,
  edit: ({ text }, { edited }) => `${edited} ${text}`,
  me: ({ text }, _said, from) => `* ${from} ${text}`,
  file: ({ name }, { file }) => file(name),
  call: (_content, { call }) => call,
  newer: (_content, { newer }) => newer,
};

/** Whether somebody says something in it; a reaction or a notice is no saying. */
export const isSaying = ({ content }: Pick<LineRow, 'content'>): boolean =>
  sayings[content.kind] !== undefined;

/** What somebody said, as text; undefined for what is no saying. */
export function saidIn(
  { said }: Words,
  { content, from }: Pick<LineRow, 'content' | 'from'>,
): string | undefined {
  const say = sayings[content.kind] as
    | ((content: LineRow['content'], said: Said, from: string) => string)
    | undefined;
  return say?.(content, said, from);
}

/** What a line that is no saying tells. */
export function toldIn({ said, lines }: Words, { content, from }: LineRow): string {
  if (content.kind === 'react') return lines.reacted(from, content.with);
  if (content.kind === 'delete') return lines.tookBack(from);
  if (content.kind === 'unreadable') return `${from}: ${unreadText(said, content.why)}`;
  if (content.kind === 'roster') return rosterText(said.roster, content);
  if (content.kind !== 'notice') return '';
  const { change, names, by, text } = content;
  return said.changes[change](names.join(', '), by, text ?? '');
}

/** A line as the history keeps it. */
interface Short {
  readonly at: number;
  readonly room: string;
  readonly from: string;
  readonly text: string;
}

/** The same to be read aloud: what was said comes last. */
export const aloudOf = ({ at, room, from, text }: Short): string =>
  `${harmlessLine(room)}, ${momentOf(at)}, ${from}: ${harmlessLine(text, 400)}`;

/** One row of it, cut where it is long. */
export const shortOf = (line: Short): string =>
  `${momentOf(line.at)} ${harmlessLine(line.room)} <${line.from}> ${harmlessLine(line.text, 400)}`;

/** A line for a terminal: everything from outside in it is made harmless. */
export function printed(words: Words, line: LineRow): string {
  const { at, room, from, removed } = line;
  const head = `${momentOf(at)} ${harmlessLine(room, 80)}`;
  const text = removed ? words.said.removed : saidIn(words, line);
  if (text === undefined) return `${head} -- ${harmlessLine(toldIn(words, line), 400)}`;
  const name = harmlessLine(from, 64);
  return `${head} <${name}> ${harmless(text).replaceAll('\n', '\n    ')}`;
}
