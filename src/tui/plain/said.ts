import { dayOf, timeOf } from '../../base/moment.ts';
import { harmlessLine } from '../../base/sanitize.ts';
import type { LineState } from '../../client/port.ts';
import type { Chat } from '../chat.ts';
import { sizeText } from '../file-rows.ts';
import type { Item, Said } from '../item.ts';
import { lastUpTo } from '../places.ts';
import type { Row } from '../rows.ts';
import { countLines, isProved, mostLines, mostText } from '../said-rows.ts';
import { capital, headOf, type Telling } from './telling.ts';
import { numberOf, withLine } from './transcript.ts';

/** What a conversation shows for a line that has a number. */
export function itemAt({ items }: Chat, seq: number): Item | undefined {
  const item = items.at(lastUpTo(items, seq));
  return item?.seq === seq ? item : undefined;
}

/** A line that is spoken of: by its number, else by what it says. */
export function named(telling: Telling, chat: Chat, seq: number): string {
  const { transcript, state } = telling;
  const { plain } = state.words;
  const number = numberOf(transcript, ({ to, target }) => to === chat.to && target.seq === seq);
  if (number !== undefined) return transcript.aloud ? plain.line(String(number)) : String(number);
  const item = itemAt(chat, seq);
  if (item?.item !== 'said') return plain.earlierLine;
  return plain.quoted(item.from, harmlessLine(item.text, 60));
}

const longestKept = 200;

/** Prints what somebody said, with the number that it gets. */
export function tellSaid(telling: Telling, chat: Chat, said: Said, row: Row): void {
  const { seq = 0, id, from, text } = said;
  const parts = partsOf(telling, chat, said, row);
  const known = numberOf(telling.transcript, (line) => line.id === id);
  const number = known ?? telling.transcript.next;
  const target = { seq, from, text: harmlessLine(text, longestKept) };
  if (known === undefined)
    telling.transcript = withLine(telling.transcript, { to: chat.to, id, target });
  const told = { telling, chat, said, parts, number, body: bodyOf(telling, said, number) };
  telling.texts.push(...(telling.transcript.aloud ? aloud(told) : [inSigns(told)]));
}

interface Told {
  readonly telling: Telling;
  readonly chat: Chat;
  readonly said: Said;
  readonly number: number;
  /** What is said of the line besides its author. */
  readonly parts: readonly string[];
  readonly body: string;
}

function partsOf(telling: Telling, chat: Chat, { mention }: Said, row: Row): readonly string[] {
  const { plain } = telling.state.words;
  const { content } = row;
  return [
    ...(content.kind === 'reply' ? [plain.answers(named(telling, chat, content.to))] : []),
    ...(mention ? [plain.calls] : []),
  ];
}

function inSigns({ telling, chat, said, number, parts, body }: Told): string {
  const { at, from, mine } = said;
  const head = `${headOf(chat, at)} ${number}`;
  const who = [from, ...parts].join(', ');
  const text = body.replaceAll('\n', '\n    | ');
  const marks = [...marksOf(telling, said), ...(mine ? [signOf(said)] : [])];
  const name = said.what === 'me' ? `* ${who}` : `<${who}>`;
  return [head, name, text, ...marks].join(' ');
}

/** A line with a number is at least stored, whoever of this person's devices sent it. */
const stateOf = ({ state = 'stored' }: Said): LineState => state;

const signs: Readonly<Record<LineState, string>> = {
  waiting: '·',
  stored: '✓',
  delivered: '✓·',
  read: '✓·',
  failed: '!',
};

const signOf = (said: Said): string => (isProved(said) ? '✓✓' : signs[stateOf(said)]);

function aloud(told: Told): readonly string[] {
  const { telling, said, number, body } = told;
  const { words } = telling.state;
  const { plain } = words;
  const line = plain.line(String(number));
  const state = stateOf(said);
  const proved = isProved(said) ? [plain.proved] : [];
  const sent = said.mine && state !== 'failed' ? [plain.states[state], ...proved] : [];
  const marks = [...marksOf(telling, said), ...sent].map((mark) => ` ${capital(mark)}.`).join('');
  const head = headAloud(told);
  const count = countLines(body);
  if (count > 1)
    return [
      ...dayRow(told),
      `${head}, ${plain.rows(count)}:\n${body}\n${plain.endOf(line)}${marks}`,
    ];
  const ends = marks === '' || /[.!?…]$/.test(body) ? '' : '.';
  const colon = said.what === 'me' ? '' : ':';
  return [...dayRow(told), `${head}${colon} ${body}${ends}${marks}`];
}

function headAloud({ telling, chat, said, number, parts }: Told): string {
  const { plain } = telling.state.words;
  const { from, mine, at } = said;
  const line = capital(plain.line(String(number)));
  const isOld = telling.state.now - at > oldMs;
  return [
    line,
    ...(isOld ? [timeOf(at)] : []),
    ...placeOf(telling, chat, mine),
    mine ? plain.you : from,
    ...parts,
  ].join(', ');
}

const oldMs = 600_000;

/** Where it was said, when that is not where one is. */
function placeOf({ state }: Telling, chat: Chat, mine: boolean): readonly string[] {
  const { plain } = state.words;
  if (chat.to === state.at) return [];
  if (mine) return [plain.toOne(chat.title)];
  return [chat.kind === 'dm' ? plain.alone : plain.in(chat.title)];
}

/** Another day than that of the line before is said once. */
function dayRow({ telling, said }: Told): readonly string[] {
  const { transcript } = telling;
  const { date, weekdays, months } = telling.state.words;
  const day = dayOf(said.at);
  if (day === transcript.day) return [];
  telling.transcript = { ...transcript, day };
  const on = new Date(said.at);
  const weekday = weekdays[on.getDay()] ?? '';
  const month = months[on.getMonth()] ?? '';
  return [capital(date(weekday, on.getDate(), month, on.getFullYear()))];
}

function marksOf({ transcript, state }: Telling, said: Said): readonly string[] {
  const { words } = state;
  if (said.removed) return [];
  const reactions = said.reactions.map(({ sign, who }) => `${sign} ${who.length}`).join(', ');
  const reacted = transcript.aloud ? words.plain.reactions(reactions) : `[${reactions}]`;
  return [...(said.edited ? [words.edited] : []), ...(reactions === '' ? [] : [reacted])];
}

function bodyOf({ state }: Telling, said: Said, number: number): string {
  const { words } = state;
  if (said.removed) return words.removed;
  if (said.what === 'newer') return words.newer;
  if (said.what === 'call') return words.call;
  if (said.what === 'file') return fileOf(words, said, number);
  return folded(state.words, said.text, number);
}

/** A file is fetched by the number of its line. */
function fileOf(words: Telling['state']['words'], said: Said, number: number): string {
  if (said.size === undefined) return words.file(said.text);
  const { offer, own } = words.transfers.plain;
  const size = sizeText(words, said.size);
  return said.mine ? own(said.text, size) : offer(said.text, size, number);
}

/** The beginning of a long text, and how the rest is had. */
function folded(words: Telling['state']['words'], text: string, number: number): string {
  const whole = words.plain.whole(number);
  const lines = text.split('\n', mostLines + 1);
  const first = lines.slice(0, mostLines).join('\n');
  const head = first.slice(0, mostText).replace(/[\uD800-\uDBFF]$/, '');
  if (lines.length > mostLines)
    return `${head}\n${words.moreLines(countLines(text) - mostLines)}; ${whole}`;
  return head.length < text.length
    ? `${head}\n${words.moreText(text.length - head.length)}; ${whole}`
    : text;
}
