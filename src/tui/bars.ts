import { timeOf } from '../base/moment.ts';
import { sizeText } from './file-rows.ts';
import { type Ink, type Row, span, type Span } from './frame.ts';
import type { Layout } from './layout.ts';
import type { State } from './state.ts';
import { pad, short, textWidth } from './width.ts';

/** As much of who and where as there is room for. */
export function titleRow({ me, words }: State, { width }: Layout): Row {
  const { title } = words;
  const texts = [`${title} - ${me.name}@${me.address}`, `${title} - ${me.name}`];
  return titleBar(texts.find((text) => textWidth(text) <= titleRoom(width)) ?? title, width);
}

const buttonsAt = (width: number): string => (width >= 40 ? ' _  □  × ' : ' × ');
const drive = ' C:\\> ';
const titleRoom = (width: number): number =>
  width - textWidth(drive) - textWidth(buttonsAt(width)) - 1;

/** The title bar of a window that there never was. */
export function titleBar(title: string, width: number): Row {
  const buttons = buttonsAt(width);
  const text = `${drive}${title}`;
  return [span('title', `${pad(text, width - textWidth(buttons) - 1)}${buttons} `)];
}

/** Clock, link, what is unread, a word for a moment, and keys. */
export function statusRow(state: State, { width }: Layout): Row {
  const head = [span('bar', ` ${timeOf(state.now)} `), ...linkSpans(state)];
  const toast = toastSpans(state);
  const whole = [...head, ...movingSpans(state), ...unreadSpans(state), ...toast];
  // A word for a moment is read to its end; what it stands in front of comes back.
  const left = toast.length > 0 && cellsIn(whole) > width ? [...head, ...toast] : whole;
  const used = cellsIn(left);
  const keys = keySpans(state, width, width - used - 2);
  const keyCells = cellsIn(keys);
  return fitted(left, width - keyCells).concat(keys);
}

const cellsIn = (spans: readonly Span[]): number =>
  spans.reduce((cells, { text }) => cells + textWidth(text), 0);

function fitted(spans: readonly Span[], width: number): Span[] {
  const kept: Span[] = [];
  let left = width;
  for (const { ink, text } of spans) {
    const cells = short(text, left);
    kept.push(span(ink, cells));
    left -= textWidth(cells);
  }
  return [...kept, span('bar', ' '.repeat(Math.max(0, left)))];
}

function linkSpans(state: State): readonly Span[] {
  const { tone, sign, text } = linkNow(state);
  return tone === 'good'
    ? [span('bar-good', sign), span('bar', ` ${text} `)]
    : [span(`bar-${tone}`, `${sign} ${text} `)];
}

/** What is said of the link, and how it sounds. */
export function linkNow({ link, linkAt, now, words, everUp }: State): {
  readonly tone: 'good' | 'warn' | 'alert';
  readonly sign: string;
  readonly text: string;
} {
  const { status } = words;
  if (link.state === 'up')
    return { tone: 'good', sign: '●', text: status.up(rounded(link.latency)) };
  if (link.retryIn === undefined && link.why !== undefined)
    return { tone: 'alert', sign: '!', text: status.stopped };
  const left = Math.ceil(((link.retryIn ?? 0) - (now - linkAt)) / 1000);
  if (left <= 0 || (link.why === undefined && !everUp))
    return { tone: 'warn', sign: '○', text: status.connecting };
  return { tone: 'alert', sign: '○', text: status.down(left) };
}

const rounded = (latency: number | undefined): number | undefined =>
  latency === undefined ? undefined : Math.max(1, Math.round(latency));

function unreadSpans({ chats, muted, words }: State): readonly Span[] {
  const loud = chats.filter(({ to }) => !muted.has(to));
  const unread = loud.reduce((sum, chat) => sum + chat.unread, 0);
  const mentioned = loud.reduce((sum, chat) => sum + chat.mentioned, 0);
  const waiting = chats.reduce((sum, { rows }) => sum + waitingIn(rows), 0);
  const spans: Span[] = [];
  if (unread > 0) spans.push(span('bar', ` ${words.status.unread(unread)}`));
  if (mentioned > 0) spans.push(span('bar-key', `, ${words.status.mentions(mentioned)}`));
  if (waiting > 0) spans.push(span('bar-warn', ` ${words.status.waiting(waiting)}`));
  return spans.length > 0 ? [...spans, span('bar', ' ')] : [];
}

/** What moves, all together. */
function movingSpans({ files, words }: State): readonly Span[] {
  let [sent, received, rate] = [0, 0, 0];
  for (const file of files.values()) {
    if (file.state !== 'moving') continue;
    if (file.way === 'out') sent += 1;
    else received += 1;
    rate += file.rate ?? 0;
  }
  if (sent + received === 0) return [];
  const signs = `${received > 0 ? '▼' : ''}${sent > 0 ? '▲' : ''}`;
  const text = words.transfers.moving(sent + received, sizeText(words, rate));
  return [span('bar-good', ` ${signs}`), span('bar', ` ${text} `)];
}

/** Lines that wait stand at the end. */
function waitingIn(rows: State['chats'][number]['rows']): number {
  let count = 0;
  for (let at = rows.length - 1; at >= 0 && rows.at(at)?.seq === undefined; at -= 1)
    if (rows.at(at)?.state === 'waiting') count += 1;
  return count;
}

const toastSpans = ({ toast }: State): readonly Span[] =>
  toast ? [span('bar', ' '), span('bar-key', toast.text), span('bar', ' ')] : [];

/** The hints that fit, the most needed ones first when few do. */
function keySpans({ words, keys: own }: State, width: number, room: number): readonly Span[] {
  const { hints } = words;
  const few: readonly (readonly [string, string])[] = [
    ['F1', hints.help],
    ['F9', hints.theme],
    ['^K', hints.commands],
    ['^F', hints.find],
    ['^Q', hints.quit],
  ];
  const all: typeof few = [
    ['F1', hints.help],
    ['F2', hints.chats],
    ['F3', hints.people],
    ['F4', hints.bare],
    ['F8', hints.dashboard],
    ['F9', hints.theme],
    ['^K', hints.commands],
    ['^F', hints.find],
    ['^Q', hints.quit],
  ];
  const fewer = few.filter(([key]) => key !== 'F9' && key !== '^F');
  const sets = [...(width >= 100 ? [all] : []), few, fewer, few.slice(0, 1)];
  // A key that means something else here is no hint.
  const usual = sets.map((keys) => keys.filter(([key]) => !own.has(chordOf(key))));
  const chosen = usual.find((keys) => cellsOf(keys) <= room) ?? [];
  return chosen.flatMap(([key, text]) => [hint('bar-key', key), hint('bar', `${text} `)]);
}

const chordOf = (key: string): string => key.toLowerCase().replace('^', 'ctrl+');

const hint = (ink: Ink, text: string): Span => span(ink, text);
const cellsOf = (keys: readonly (readonly [string, string])[]): number =>
  keys.reduce((sum, [key, text]) => sum + textWidth(key) + textWidth(text) + 1, 0);
