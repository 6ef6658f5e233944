/**
 * The picture as data. A view answers a Frame and knows no colour, escape or terminal; `paint.ts` brings
 * it on the screen, tests compare it with a drawing. All text in it is harmless already (`base/sanitize`).
 */
export interface Frame {
  readonly rows: readonly Row[];
  /** Where the cursor stands, in cells; without it the cursor is hidden. */
  readonly cursor?: Place;
  /** The title of the terminal's window. */
  readonly title?: string;
}

export type Row = readonly Span[];

export interface Span {
  readonly ink: Ink;
  readonly text: string;
  /** What a click in a terminal that knows links opens. */
  readonly link?: string;
  /** A cell of a picture, where there are colours for it: without them its text is what is shown. */
  readonly dots?: Dots;
}

/** The colours of the upper and the lower half of a cell, as 0xrrggbb. */
export type Dots = readonly [above: number, below: number];

export const sameDots = (one: Dots | undefined, other: Dots | undefined): boolean =>
  one === other || (one?.[0] === other?.[0] && one?.[1] === other?.[1]);

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** How many colours people's names are told apart by. */
export const nickCount = 16;

type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
export type NickInk = `nick${Digit | 10 | 11 | 12 | 13 | 14 | 15}`;
export type ChartInk = `chart${0 | 1 | 2 | 3 | 4 | 5 | 6 | 7}`;

const named = [
  'normal',
  'dim',
  'bright',
  'mine',
  'mention',
  'alert',
  'good',
  'warn',
  'link',
  'code',
  'quote',
  'reaction',
  'system',
  'time',
  'date',
  'unread',
  'read',
  'hit',
  'border',
  'border-focus',
  'scroll',
  'title',
  'bar',
  'bar-dim',
  'bar-key',
  'bar-good',
  'bar-warn',
  'bar-alert',
  'selection',
  'badge',
  'online',
  'away',
  'offline',
  'input',
  'prompt',
  'ghost',
  'dialog',
  'dialog-dim',
  'dialog-key',
  'dialog-border',
  'dialog-alert',
  'dialog-selection',
  'shadow',
  'field',
  'field-dim',
  'qr',
  'qr-light',
] as const;

/** What a piece of text means; a theme says how that looks. */
export type Ink = (typeof named)[number] | NickInk | ChartInk;

/** Every ink, in a fixed order: its place is its number in the painter. */
export const inks: readonly Ink[] = [
  ...named,
  ...Array.from({ length: nickCount }, (_, at) => `nick${at}` as NickInk),
  ...Array.from({ length: 8 }, (_, at) => `chart${at}` as ChartInk),
];

export const span = (ink: Ink, text: string): Span => ({ ink, text });
