import { type Colour, between, readable } from './colour.ts';
import type { Ink, NickInk } from './frame.ts';
import { inks, nickCount } from './frame.ts';

/** The colours of a theme, as its file names them; how each ink looks follows from them. */
export interface Palette {
  /** The lines around everything. */
  readonly box: 'single' | 'double' | 'ascii';
  readonly background: Colour;
  readonly text: Colour;
  readonly dim: Colour;
  readonly bright: Colour;
  /** Mentions, the prompt, unread counts. */
  readonly accent: Colour;
  readonly good: Colour;
  readonly warn: Colour;
  readonly alert: Colour;
  readonly link: Colour;
  readonly border: Colour;
  readonly focus: Colour;
  readonly titleText: Colour;
  readonly title: Colour;
  readonly barText: Colour;
  readonly bar: Colour;
  readonly barKey: Colour;
  readonly selectionText: Colour;
  readonly selection: Colour;
  readonly dialogText: Colour;
  readonly dialog: Colour;
  /** What people's names are told apart by; made readable on the background where they are not. */
  readonly nicks: readonly Colour[];
}

export interface Look {
  readonly foreground: Colour;
  readonly background: Colour;
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
}

export interface Theme {
  readonly name: string;
  readonly box: Palette['box'];
  readonly looks: Readonly<Record<Ink, Look>>;
}

export function themeOf(name: string, palette: Palette): Theme {
  const looks = { ...textLooks(palette), ...frameLooks(palette), ...dialogLooks(palette) };
  const all = new Map<Ink, Look>(Object.entries(looks) as [Ink, Look][]);
  for (let at = 0; at < nickCount; at += 1) all.set(`nick${at}` as NickInk, nickLook(palette, at));
  for (const [at, ink] of inks.filter((one) => one.startsWith('chart')).entries())
    all.set(ink, nickLook(palette, at * 2));
  return { name, box: palette.box, looks: Object.fromEntries(all) as Theme['looks'] };
}

function nickLook({ nicks, text, background }: Palette, at: number): Look {
  const colour = readable(nicks[at % nicks.length] ?? text, background);
  return { foreground: colour, background };
}

function textLooks(palette: Palette) {
  const { background, accent } = palette;
  const on = (foreground: Colour, more: Partial<Look> = {}): Look => ({
    foreground,
    background,
    ...more,
  });
  return {
    normal: on(palette.text),
    dim: on(palette.dim),
    bright: on(palette.bright, { bold: true }),
    mine: on(palette.bright, { bold: true }),
    mention: { foreground: background, background: accent, bold: true },
    alert: on(palette.alert, { bold: true }),
    good: on(palette.good),
    warn: on(palette.warn),
    link: on(palette.link, { underline: true }),
    code: on(palette.warn),
    quote: on(palette.dim, { italic: true }),
    reaction: on(accent),
    system: on(palette.dim, { italic: true }),
    time: on(palette.dim),
    date: on(palette.dim),
    unread: on(palette.alert, { bold: true }),
    read: on(palette.good, { bold: true }),
    hit: { foreground: background, background: palette.warn },
    online: on(palette.good),
    away: on(palette.warn),
    offline: on(palette.dim),
    input: on(palette.bright),
    prompt: on(accent, { bold: true }),
    ghost: on(palette.dim),
  } satisfies Partial<Record<Ink, Look>>;
}

function frameLooks(palette: Palette) {
  const { background, bar } = palette;
  const onBar = (foreground: Colour, more: Partial<Look> = {}): Look => ({
    foreground: readable(foreground, bar, 3),
    background: bar,
    ...more,
  });
  return {
    border: { foreground: palette.border, background },
    'border-focus': { foreground: palette.focus, background, bold: true },
    scroll: { foreground: palette.focus, background },
    title: { foreground: palette.titleText, background: palette.title, bold: true },
    bar: onBar(palette.barText),
    'bar-dim': onBar(between(palette.barText, bar, 0.35)),
    'bar-key': onBar(palette.barKey, { bold: true }),
    'bar-good': onBar(palette.good),
    'bar-warn': onBar(palette.warn, { bold: true }),
    'bar-alert': onBar(palette.alert, { bold: true }),
    selection: { foreground: palette.selectionText, background: palette.selection, bold: true },
    badge: { foreground: background, background: palette.accent, bold: true },
    field: onBar(palette.barText, { bold: true }),
    'field-dim': onBar(palette.barText),
    // Readers know codes in black on white only.
    qr: { foreground: '#ffffff', background: '#000000' },
    'qr-light': { foreground: '#000000', background: '#ffffff' },
  } satisfies Partial<Record<Ink, Look>>;
}

function dialogLooks(palette: Palette) {
  const { dialog, dialogText } = palette;
  const on = (foreground: Colour, more: Partial<Look> = {}): Look => ({
    foreground: readable(foreground, dialog, 3),
    background: dialog,
    ...more,
  });
  return {
    dialog: on(dialogText),
    'dialog-dim': on(between(dialogText, dialog, 0.4)),
    'dialog-key': on(palette.barKey, { bold: true }),
    'dialog-border': on(dialogText),
    'dialog-alert': on(palette.alert, { bold: true }),
    'dialog-selection': {
      foreground: palette.selectionText,
      background: palette.selection,
      bold: true,
    },
    shadow: { foreground: palette.dim, background: between(palette.background, '#000000', 0.7) },
  } satisfies Partial<Record<Ink, Look>>;
}

/** The ink of a person's name as it was chosen here, else `nickInk`. */
export function inkOfNick(name: string, colours: ReadonlyMap<string, number>): NickInk {
  const chosen = colours.get(name.toLowerCase());
  return chosen !== undefined && chosen < nickCount ? (`nick${chosen}` as NickInk) : nickInk(name);
}

/** The ink of a person's name: the same on every device and in every room. */
export function nickInk(name: string): NickInk {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name.normalize('NFC').toLowerCase()))
    hash = Math.imul(hash ^ byte, 0x0100_0193) >>> 0;
  // The low bits of this hash alone are poor.
  return `nick${((hash ^ (hash >>> 15)) >>> 0) % nickCount}` as NickInk;
}
