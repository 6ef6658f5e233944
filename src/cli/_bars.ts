import type { FileRow } from '../client/port.ts';
import { barSpans, sizeText, stateText } from '../tui/file-rows.ts';
import { nameOf, whyOf } from '../tui/files.ts';
import { pad, short, textWidth } from '../tui/width.ts';
import type { ScreenWords } from '../words/en/screen.ts';

/** From so many cells on there is a bar, and from so many a long one. */
const narrow = 40;
const wide = 72;

/** A file in one row of a terminal that is so wide: name, bar, share, rate, time left. */
export function barRow(
  words: ScreenWords,
  file: FileRow,
  {
    width,
    name,
    colour,
  }: { readonly width: number; readonly name: number; readonly colour: boolean },
): string {
  const called = pad(short(nameOf(file), name), name);
  const bar = file.state === 'moving' && width >= narrow ? drawnBar(file, width, colour) : '';
  const long = width >= wide ? 20 : 10;
  const room = Math.max(0, width - name - 1 - (bar === '' ? 0 : long + 1));
  const text = short(standing(words, file), room);
  return [called, bar, text].filter((part) => part !== '').join(' ');
}

/** So many cells for names: as many as the longest takes, and no more than leaves room for the rest. */
export const nameWidth = (files: readonly FileRow[], width: number): number =>
  Math.min(
    Math.max(1, ...files.map((file) => textWidth(nameOf(file)))),
    Math.max(6, Math.floor(width / 3)),
  );

function drawnBar(file: FileRow, width: number, colour: boolean): string {
  const bar = barSpans(file, width >= wide ? 20 : 10);
  const [full = '', rest = ''] = bar.map(({ text }) => text);
  return colour ? `\u001b[32m${full}\u001b[39m${rest}` : full + rest;
}

/** How a file stands, without the keys of the screen. */
export function standing(words: ScreenWords, file: FileRow): string {
  if (file.state === 'offered') return words.transfers.offered;
  // What a file is told here is a sentence of its own.
  const why = file.state === 'gone' ? whyOf(words.reasons, file) : '';
  return (why === '' ? stateText(words, file)[1] : why).replaceAll('\u00a0', ' ');
}

/** What is over, or where nobody looks at bars. */
export const standingRow = (words: ScreenWords, file: FileRow): string =>
  [nameOf(file), file.room, sizeText(words, file.size), standing(words, file)].join(' · ');
