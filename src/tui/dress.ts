import type { Ink } from './frame.ts';
import type { Palette } from './theme.ts';

/**
 * Views draw with one set of signs. A theme may have other lines, and a terminal with a poor font gets
 * letters instead; a sign is replaced by one of the same width.
 */
export type Dress = (grapheme: string, ink: Ink) => string;

const pairs = (from: string, to: string): ReadonlyMap<string, string> => {
  const signs = Array.from(to);
  return new Map(Array.from(from, (sign, at) => [sign, signs[at] ?? '?']));
};

const single = '─│┌┐└┘├┤┬┴┼';
const doubled = pairs(single, '═║╔╗╚╝╠╣╦╩╬');
const plainLines = pairs(`${single}═║╔╗╚╝╠╣╦╩╬━┃`, '-|+++++++++=|+++++++++=|');
const plainSigns: ReadonlyMap<string, string> = new Map(
  `●* ◐~ ○- ◌. ✎/ •* ·. ►> ▶> ◄< ◀< ▼v ▲^ △^ ▽v ✓v ≡= ✗x ×x □o ▤= ▣# ▦+ ■# ▪* █# ▇# ▆# ▅# ▄# ▃# ▂_ ▁_ ▀# ▌| ▐# ░: ▒: ▓: …. —- –- ―- ‘' ’' “" ”" «< »> →> ←< ↑^ ↓v ↵< ⏎< ↳>`
    .split(' ')
    .map((pair) => [pair.charAt(0), pair.charAt(1)]),
);

const lined: ReadonlySet<Ink> = new Set([
  'border',
  'border-focus',
  'dialog-border',
  'date',
  'unread',
]);

export function dressOf(box: Palette['box'], ascii: boolean): Dress {
  if (ascii)
    return (grapheme) =>
      plainLines.get(grapheme) ?? plainSigns.get(grapheme) ?? (grapheme === '🔒' ? '[]' : grapheme);
  if (box === 'single') return (grapheme) => grapheme;
  const lines = box === 'double' ? doubled : plainLines;
  return (grapheme, ink) => (lined.has(ink) ? (lines.get(grapheme) ?? grapheme) : grapheme);
}
