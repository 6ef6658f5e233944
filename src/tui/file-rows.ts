import { harmlessLine } from '../base/sanitize.ts';
import { parseThumbnail } from '../base/thumbnail.ts';
import type { FileRow } from '../client/port.ts';
import type { ScreenWords as Words } from '../words/en/screen.ts';
import { bytesOf, clockOf } from './figures.ts';
import { nameOf, whyOf } from './files.ts';
import { type Ink, type Row, type Size, span, type Span } from './frame.ts';
import { pictureRows } from './picture-rows.ts';
import { textWidth } from './width.ts';
import { wrap } from './wrap.ts';

/** What stands before the name of a file. */
export function iconOf({ folder, type = '', preview }: Partial<FileRow>): string {
  if (folder) return '▦';
  return preview !== undefined || type.startsWith('image/') ? '▣' : '▤';
}

/** A file in a conversation: its name and size. */
export const fileSpans = (
  words: Words,
  file: FileRow | undefined,
  { text, size }: { readonly text: string; readonly size?: number },
): readonly Span[] => [
  span('reaction', `${iconOf(file ?? {})} `),
  span('bright', text),
  ...(size === undefined ? [] : [span('dim', ` · ${sizeText(words, size)}`)]),
];

export const sizeText = ({ dashboard }: Words, size: number): string =>
  bytesOf(size, dashboard.point);

/** Below it: how far it is, and a small picture of it. */
export function fileRows(
  words: Words,
  file: FileRow,
  room: number,
  box: Size | undefined,
): readonly Row[] {
  const picture = box && file.preview && parseThumbnail(file.preview);
  return [
    ...stateRows(words, file, room),
    ...(picture ? pictureRows(picture, { ...box, width: Math.min(box.width, room) }) : []),
  ];
}

const widestBar = 32;
/** From so many cells on, bar and figures stand in one row whatever the figures are. */
const wide = 78;

/** The bar with its share, and below it how fast that goes: figures that change move nothing. */
function stateRows(words: Words, file: FileRow, room: number): readonly Row[] {
  const [ink, text] = stateText(words, file);
  if (!isOnItsWay(file)) return wrap([span(ink, text)], room);
  const isOne = room >= wide || file.state === 'paused';
  const beside = isOne ? text : percent(file);
  const most = isOne ? 20 : widestBar;
  const bar = barSpans(file, Math.max(1, Math.min(most, room - textWidth(beside) - 1)));
  const rest = isOne ? '' : text.slice(beside.length).replace(/^ · /, '');
  const below = rest === '' ? [] : wrap([span(ink, rest)], room);
  return [[...bar, span(ink, ` ${beside}`)], ...below];
}

/** What waits with a part of it there stands where it stood while it moved. */
const isOnItsWay = ({ state, bytes }: FileRow): boolean =>
  state === 'moving' || state === 'paused' || (state === 'waiting' && bytes > 0);

export const shareOf = ({ state, bytes, size }: FileRow): number =>
  state === 'done' || size === 0 ? 1 : Math.min(1, bytes / size);

/** How much of it is there. */
export function barSpans(file: FileRow, width: number, rest: Ink = 'dim'): readonly Span[] {
  const halves = Math.floor(shareOf(file) * width * 2);
  const full = '█'.repeat(halves >> 1) + (halves % 2 === 1 ? '▌' : '');
  return [
    span(file.state === 'moving' || file.state === 'done' ? 'good' : 'warn', full),
    span(rest, '░'.repeat(Math.max(0, width - full.length))),
  ];
}

/** Never whole before it is. */
const percent = (file: FileRow): string => `${Math.min(99, Math.floor(shareOf(file) * 100))} %`;

/** How it stands, in words. */
export function stateText(words: Words, file: FileRow): readonly [Ink, string] {
  const { transfers } = words;
  const way = file.by === undefined ? [] : [transfers.by[file.by]];
  const joined = (parts: readonly string[]): string =>
    parts.filter((part) => part !== '').join(' · ');
  switch (file.state) {
    case 'offered':
      return ['dim', joined([transfers.offered, transfers.fetch])];
    case 'waiting':
      return ['warn', joined([...begun(file), transfers.waiting, whyOf(words.reasons, file)])];
    case 'moving':
      return ['dim', joined([percent(file), ...paceOf(words, file), ...way])];
    case 'paused':
      return ['warn', joined([percent(file), transfers.paused])];
    case 'done':
      return ['good', joined([`✓\u00a0${doneText(words, file)}`, ...way])];
    case 'failed':
      return ['alert', failedText(words, file)];
    case 'cancelled':
      return ['dim', joined([transfers.cancelled, ...again(words, file)])];
    case 'gone':
      return ['dim', goneText(words, file)];
  }
}

const begun = (file: FileRow): readonly string[] => (isOnItsWay(file) ? [percent(file)] : []);

const again = ({ transfers }: Words, { way }: FileRow): readonly string[] =>
  way === 'in' ? [transfers.fetch] : [];

const goneText = ({ reasons, transfers }: Words, file: FileRow): string =>
  (file.way === 'in' && whyOf(reasons, file)) || transfers.gone;

const failedText = ({ transfers, reasons }: Words, file: FileRow): string =>
  (file.way === 'out' ? transfers.failedOut : transfers.failedIn)(whyOf(reasons, file));

const doneText = ({ transfers }: Words, { way, path }: FileRow): string =>
  way === 'out' || path === undefined ? transfers.sent : harmlessLine(path, 400);

function paceOf(words: Words, { rate = 0, size, bytes }: FileRow): readonly string[] {
  if (rate <= 0) return [];
  const left = clockOf(Math.max(0, size - bytes) / rate);
  return [`${sizeText(words, rate)}/s`, words.transfers.left(left)];
}

/** A file in one row of a list: what it is, how far, and how it stands. */
export function fileLine(words: Words, file: FileRow): string {
  const isOffered = file.state === 'offered';
  const told = isOffered ? words.transfers.offered : stateText(words, file)[1];
  const text = told.replaceAll('\u00a0', ' ');
  return `${nameOf(file)} · ${sizeText(words, file.size)} · ${file.room} · ${text}`;
}
