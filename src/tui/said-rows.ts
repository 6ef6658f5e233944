import { timeOf } from '../base/moment.ts';
import type { FileRow } from '../client/port.ts';
import type { ScreenWords as Words } from '../words/en/screen.ts';
import { fileRows, fileSpans } from './file-rows.ts';
import { type Ink, type Row, type Size, span, type Span } from './frame.ts';
import type { Quote, Said } from './item.ts';
import { mentionOf } from './rows.ts';
import type { State } from './state.ts';
import { inkOfNick } from './theme.ts';
import { padStart, short, textWidth } from './width.ts';
import { wrap } from './wrap.ts';

export interface Kept {
  readonly width: number;
  readonly words: Words;
  readonly unfolded: boolean;
  readonly colours: State['colours'];
  readonly file: FileRow | undefined;
  /** How large a picture may be; undefined where none are shown. */
  readonly picture: number | undefined;
  readonly rows: readonly Row[];
}

export interface SaidDrawn {
  readonly words: Words;
  readonly me: string;
  readonly said: Said;
  readonly width: number;
  readonly unfolded: boolean;
  readonly colours: State['colours'];
  readonly file: FileRow | undefined;
  readonly picture: number | undefined;
}

const nickColumn = 12;
/** From so many columns on, names stand in a column of their own. */
const wide = 56;
/** Under so many, text goes on below them. */
const narrow = 36;

/** A message as rows: what it answers, what was said, its marks, reactions, and why it failed. */
export function saidRows(drawn: SaidDrawn): readonly Row[] {
  const { said, width, words } = drawn;
  const head = headOf(drawn);
  const isNarrow = width < narrow;
  const indent = isNarrow ? 1 : head.reduce((cells, { text }) => cells + textWidth(text), 0);
  const room = Math.max(8, width - indent);
  const under = span('normal', ' '.repeat(indent));
  const rows: Row[] = [];
  if (said.quote) rows.push([under, span('quote', quoteText(words, said.quote, room))]);
  const text = [...bodyOf(drawn), ...marksOf(drawn)];
  const first = isNarrow ? [] : head;
  const body = wrap(isNarrow ? [...head, ...text] : text, room);
  rows.push(...body.map((row, at) => [...(at === 0 ? first : [under]), ...row]));
  rows.push(...underFile(drawn, room).map((row) => [under, ...row]));
  const reactions = said.reactions.map(({ sign, who }) => `[${sign} ${who.length}]`).join(' ');
  if (reactions !== '')
    rows.push(...wrap([span('reaction', reactions)], room).map((row) => [under, ...row]));
  if (said.state === 'failed')
    rows.push(...wrap([span('alert', words.failed(said.why))], room).map((row) => [under, ...row]));
  return rows;
}

/** How far a file is, and a small picture of it. */
function underFile({ said, file, words, picture }: SaidDrawn, room: number): readonly Row[] {
  // A line that failed says why itself.
  if (!file || said.removed || said.state === 'failed') return [];
  const box: Size | undefined =
    picture === undefined ? undefined : { width: room, height: picture };
  return fileRows(words, file, room, box);
}

const quoteText = (words: Words, { from, text, removed }: Quote, room: number): string =>
  short(`┌ ${from}: ${removed ? words.removed : text}`, room);

function headOf({ said, me, width, colours }: SaidDrawn): readonly Span[] {
  const time = span('time', `${timeOf(said.at)} `);
  const ink: Ink = said.from === me ? 'mine' : inkOfNick(said.from, colours);
  if (said.what === 'me') return [time, span(ink, `* ${short(said.from, 20)} `)];
  if (width >= wide) {
    const nick = `<${short(said.from, nickColumn - 2)}>`;
    return [time, span(ink, `${padStart(nick, nickColumn)} `)];
  }
  const most = Math.max(width < narrow ? 6 : 4, Math.floor(width / 3) - 8);
  return [time, span(ink, `<${short(said.from, most)}> `)];
}

/** What is longer is folded. */
export const mostLines = 8;
export const mostText = 1200;

function bodyOf({ said, words, me, unfolded, file }: SaidDrawn): readonly Span[] {
  if (said.removed) return [span('dim', words.removed)];
  if (said.what === 'newer') return [span('dim', words.newer)];
  if (said.what === 'call') return [span('dim', words.call)];
  if (said.what === 'file') return fileSpans(words, file, said);
  if (unfolded) return inked(said.text, me);
  const lines = said.text.split('\n', mostLines + 1);
  if (lines.length > mostLines) {
    const rest = countLines(said.text) - mostLines;
    const text = lines.slice(0, mostLines).join('\n').slice(0, mostText);
    return [...inked(text, me), span('dim', `\n${words.moreLines(rest)}`)];
  }
  if (said.text.length <= mostText) return inked(said.text, me);
  const text = said.text.slice(0, mostText).replace(/[\uD800-\uDBFF]$/, '');
  return [...inked(text, me), span('dim', ` ${words.moreText(said.text.length - text.length)}`)];
}

export function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

const pattern = /https?:\/\/[^\s<>"'`]{1,2000}|`[^`\n]{1,500}`|@[\w.-]{1,33}/g;

/** Links, code, and one's own name stand out. */
function inked(text: string, me: string): readonly Span[] {
  const spans: Span[] = [];
  let last = 0;
  for (const found of text.matchAll(pattern)) {
    const [word] = found;
    const made = special(word, me);
    if (!made) continue;
    if (found.index > last) spans.push(span('normal', text.slice(last, found.index)));
    spans.push(...made);
    last = found.index + word.length;
  }
  if (last < text.length || spans.length === 0) spans.push(span('normal', text.slice(last)));
  return spans;
}

/** The first address in a text, as its row links it. */
export function linkIn(text: string): string | undefined {
  const found = /https?:\/\/[^\s<>"'`]{1,2000}/.exec(text)?.[0];
  return found === undefined ? undefined : linkOf(found);
}

// What ends a sentence ends no address.
const linkOf = (word: string): string => word.replace(/[.,;:!?)\]}]+$/, '');

function special(word: string, me: string): readonly Span[] | undefined {
  if (word.startsWith('h')) {
    const link = linkOf(word);
    const rest = word.slice(link.length);
    return [{ ink: 'link', text: link, link }, ...(rest === '' ? [] : [span('normal', rest)])];
  }
  if (word.startsWith('`')) return [span('code', word)];
  return mentionOf(me).test(word) ? ownName(word, me) : undefined;
}

const ownName = (word: string, me: string): readonly Span[] => [
  span('mention', word.slice(0, me.length + 1)),
  ...(word.length > me.length + 1 ? [span('normal', word.slice(me.length + 1))] : []),
];

/** Each stays with the last word. */
const signs: Readonly<Record<NonNullable<Said['state']>, readonly [Ink, string]>> = {
  waiting: ['dim', '\u00a0·'],
  stored: ['dim', '\u00a0✓'],
  delivered: ['dim', '\u00a0✓·'],
  read: ['read', '\u00a0✓·'],
  failed: ['alert', '\u00a0!'],
};

/** That it arrived, they said themselves: the second tick is theirs. */
export const isProved = ({ state, proved }: Pick<Said, 'state' | 'proved'>): boolean =>
  proved && (state === 'delivered' || state === 'read');

function marksOf({ said, words }: SaidDrawn): readonly Span[] {
  const marks: Span[] = [];
  if (said.edited && !said.removed) marks.push(span('dim', ` ${words.edited}`));
  if (said.mine && said.state) {
    const [ink, sign] = signs[said.state];
    marks.push(span(ink, isProved(said) ? '\u00a0✓✓' : sign));
  }
  return marks;
}
