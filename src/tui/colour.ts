/** A colour as `#rrggbb`. */
export type Colour = `#${string}`;

export type Rgb = readonly [red: number, green: number, blue: number];

export const isColour = (text: unknown): text is Colour =>
  typeof text === 'string' && /^#[0-9a-f]{6}$/i.test(text);

export function rgbOf(colour: Colour): Rgb {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 0xff, value & 0xff];
}

const colourOf = (rgb: Rgb): Colour =>
  `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

/** How far apart two colours are in brightness, from 1 to 21, as WCAG 2 counts; text wants 4.5. */
export function contrast(one: Colour, other: Colour): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = rgbOf(colour).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The colour, made lighter or darker as far as it must be to be read on a background. */
export function readable(colour: Colour, background: Colour, least = 4.5): Colour {
  const goal: Rgb = luminance(background) < 0.18 ? [255, 255, 255] : [0, 0, 0];
  const from = rgbOf(colour);
  for (let share = 0; share < 1; share += 0.04) {
    const mixed = colourOf(mix(from, goal, share));
    if (contrast(mixed, background) >= least) return mixed;
  }
  return colourOf(goal);
}

const mix = (from: Rgb, to: Rgb, share: number): Rgb => [
  from[0] + (to[0] - from[0]) * share,
  from[1] + (to[1] - from[1]) * share,
  from[2] + (to[2] - from[2]) * share,
];

/** A colour between two others. */
export const between = (one: Colour, other: Colour, share: number): Colour =>
  colourOf(mix(rgbOf(one), rgbOf(other), share));

/** How many colours a terminal shows. */
export type Depth = 'mono' | '16' | '256' | 'true';

/** The numbers of a foreground and a background in `ESC [ … m`, at most as exact as the terminal is. */
export function sgrOf(foreground: Colour, background: Colour, depth: Depth): string {
  if (depth === 'mono') return '';
  if (depth === 'true')
    return `;38;2;${rgbOf(foreground).join(';')};48;2;${rgbOf(background).join(';')}`;
  const palette = depth === '256' ? cube : basic;
  const back = nearest(palette, background);
  const front = nearest(palette, foreground, {
    on: palette[back] ?? background,
    least: Math.min(3, contrast(foreground, background) * 0.75),
  });
  if (depth === '256') return `;38;5;${16 + front};48;5;${16 + back}`;
  return `;${basicNumber(front, 30)};${basicNumber(back, 40)}`;
}

/** The colour of a palette that is nearest, as `ESC [ … m` numbers it in front (30) or behind (40). */
export function paletteCode(colour: Colour, depth: '16' | '256', from: 30 | 40): string {
  const at = nearest(depth === '256' ? cube : basic, colour);
  return depth === '256' ? `${from + 8};5;${16 + at}` : String(basicNumber(at, from));
}

const basicNumber = (at: number, from: number): number => from + (at & 7) + (at < 8 ? 0 : 60);

interface Ground {
  readonly on: Colour;
  readonly least: number;
}

/** The place of the colour that looks most like another, of those that can be read on the ground. */
function nearest(palette: readonly Colour[], wanted: Colour, ground?: Ground): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [at, colour] of palette.entries()) {
    const lost = ground && contrast(colour, ground.on) < ground.least ? 1e9 : 0;
    const far = distance(rgbOf(colour), rgbOf(wanted)) + lost;
    if (far < least) [best, least] = [at, far];
  }
  return best;
}

/** As far as eyes see it, roughly. */
function distance(one: Rgb, other: Rgb): number {
  const red = one[0] - other[0];
  const green = one[1] - other[1];
  const blue = one[2] - other[2];
  const middle = (one[0] + other[0]) / 2;
  return (
    (2 + middle / 256) * red * red + 4 * green * green + (2 + (255 - middle) / 256) * blue * blue
  );
}

/** The sixteen colours as the command prompt has them. */
export const basic: readonly Colour[] = [
  '#0c0c0c',
  '#c50f1f',
  '#13a10e',
  '#c19c00',
  '#0037da',
  '#881798',
  '#3a96dd',
  '#cccccc',
  '#767676',
  '#e74856',
  '#16c60c',
  '#f9f1a5',
  '#3b78ff',
  '#b4009e',
  '#61d6d6',
  '#f2f2f2',
];

const steps = [0, 95, 135, 175, 215, 255];
/** The colours 16 to 255 of a terminal that has 256. */
const cube: readonly Colour[] = [
  ...steps.flatMap((red) =>
    steps.flatMap((green) => steps.map((blue) => colourOf([red, green, blue]))),
  ),
  ...Array.from({ length: 24 }, (_, at) => {
    const grey = 8 + 10 * at;
    return colourOf([grey, grey, grey]);
  }),
];
