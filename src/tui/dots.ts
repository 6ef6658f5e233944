import { between, type Colour, type Depth, paletteCode, rgbOf } from './colour.ts';
import type { Dots, Place } from './frame.ts';
import type { Theme } from './theme.ts';

const esc = '\u001b';

/** By how much, of 16, a point of a fine pattern is lighter than its neighbours. */
const pattern: readonly number[] = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];

/** From 0 to 1: what a point there has to reach to be light. */
export const threshold = (x: number, y: number): number =>
  ((pattern[(y & 3) * 4 + (x & 3)] ?? 0) + 0.5) / 16;

/** The code for a cell of a picture, its upper half in front and its lower one behind. */
export function dotsCode([above, below]: Dots, { x, y }: Place, depth: Depth): string {
  if (depth === 'true') return `${esc}[0;38;2;${partsOf(above)};48;2;${partsOf(below)}m`;
  const few = depth === '256' ? '256' : '16';
  const front = codeOf(few, 30, mixed(above, few, threshold(x, 2 * y)));
  const back = codeOf(few, 40, mixed(below, few, threshold(x, 2 * y + 1)));
  return `${esc}[0;${front};${back}m`;
}

const partsOf = (colour: number): string =>
  `${colour >> 16};${(colour >> 8) & 0xff};${colour & 0xff}`;

/** How far colours of a palette lie apart, roughly. */
const steps = { 16: 90, 256: 24 };

/** Points beside each other take turns, so that they look like a colour between two of the palette. */
function mixed(colour: number, depth: '16' | '256', share: number): number {
  const by = (share - 0.5) * steps[depth];
  const part = (shift: number): number =>
    Math.max(0, Math.min(255, Math.round((((colour >> shift) & 0xff) + by) / 4) * 4)) << shift;
  return part(16) | part(8) | part(0);
}

const known = new Map<string, string>();
const mostKnown = 20_000;

function codeOf(depth: '16' | '256', from: 30 | 40, colour: number): string {
  const key = `${depth} ${from} ${colour}`;
  const seen = known.get(key);
  if (seen !== undefined) return seen;
  const wanted: Colour = `#${colour.toString(16).padStart(6, '0')}`;
  const code = paletteCode(wanted, depth, from);
  if (known.size >= mostKnown) known.clear();
  known.set(key, code);
  return code;
}

/** Monitors of one colour show pictures in it, too. */
const oneColour: ReadonlySet<string> = new Set(['amber', 'green']);

/** The colours that a theme has for a picture; undefined where that is any. */
export function tintOf({ name, looks }: Theme): ((dots: Dots) => Dots) | undefined {
  if (!oneColour.has(name)) return undefined;
  const { foreground, background } = looks.bright;
  const tints = Array.from({ length: 256 }, (_, light) => {
    const [red, green, blue] = rgbOf(between(background, foreground, light / 255));
    return (red << 16) | (green << 8) | blue;
  });
  const tint = (colour: number): number => tints[Math.round(lightOf(colour) * 255)] ?? 0;
  return ([above, below]) => [tint(above), tint(below)];
}

/** How light a colour is, from 0 to 1. */
export const lightOf = (colour: number): number =>
  (0.299 * (colour >> 16) + 0.587 * ((colour >> 8) & 0xff) + 0.114 * (colour & 0xff)) / 255;
