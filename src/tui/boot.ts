import { harmlessLine } from '../base/sanitize.ts';
import type { ScreenWords as Words } from '../words/en/screen.ts';
import { type Row, type Size, span } from './frame.ts';
import { logo } from './logo.ts';
import type { State } from './state.ts';
import { short, textWidth } from './width.ts';

/** The picture of a machine that starts, with what was said last. */
export function bootRows(state: State, width: number, height: number): readonly Row[] {
  const { words, me, history } = state;
  const checks = [
    words.boot.detecting(me.address),
    words.boot.account(me.name),
    words.boot.history(history.length),
  ];
  return bootPicture(words, { width, height }, checks, history);
}

/** The same for any machine: what it looked for, and what it remembers. */
export function bootPicture(
  words: Words,
  { width, height }: Size,
  checks: readonly string[],
  history: readonly string[],
): readonly Row[] {
  const big = width >= 60 && height >= 18;
  const head = big ? logo : ['P Y C H A T'];
  const text = [`PYCHAT BIOS v1.0  (C) 2026`, words.boot.memory, ...checks];
  const room = height - head.length - text.length - 5;
  const said = room > 0 ? history.slice(-Math.min(room, 9)) : [];
  const inner = Math.min(width - 2, Math.max(52, Math.min(width - 8, 72)));
  const left = Math.max(1, Math.floor((width - (big ? 52 : inner)) / 2));
  const put = (line: string, ink: 'bright' | 'normal' | 'dim'): Row => [
    span('normal', ' '.repeat(left)),
    span(ink, short(harmlessLine(line, 400), width - left - 1)),
  ];
  const rows: Row[] = [
    ...head.map((line): Row => [
      span(
        'normal',
        ' '.repeat(big ? left : Math.max(0, Math.floor((width - textWidth(line)) / 2))),
      ),
      span('bright', line),
    ]),
    [],
    ...text.map((line) => put(line, 'normal')),
    ...(said.length > 0 ? [[], ...said.map((line) => put(line, 'dim'))] : []),
    [],
    put(`${words.boot.key}_`, 'normal'),
  ];
  const above = Math.max(0, Math.floor((height - rows.length) / 2));
  return [...Array.from({ length: above }, (): Row => []), ...rows];
}
