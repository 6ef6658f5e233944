import { type Cells, cellsOf, unknownCells } from './_cells.ts';
import { type Brush, drawRow, newPen, penEnd } from './_pen.ts';
import { type Depth, sgrOf } from './colour.ts';
import { dotsCode, tintOf } from './dots.ts';
import { dressOf } from './dress.ts';
import { type Frame, type Ink, inks, type Place, type Row, sameDots, type Size } from './frame.ts';
import type { Look, Theme } from './theme.ts';

/** How a terminal can be painted on. */
export interface Style {
  readonly theme: Theme;
  readonly depth: Depth;
  /** Letters instead of signs that a poor font lacks. */
  readonly ascii: boolean;
  /** Whether it knows links and titles. */
  readonly extras: boolean;
}

export interface Painter {
  /** What to write so that the frame is on the screen; empty when it is already. */
  readonly paint: (frame: Frame) => string;
  /** Another size; everything is painted anew. */
  readonly resize: (size: Size) => void;
  readonly restyle: (style: Style) => void;
  /** Somebody else wrote on the screen: everything is painted anew. */
  readonly forget: () => void;
}

const esc = '\u001b';
const begin = `${esc}[?2026h${esc}[?25l`;
const end = `${esc}[?2026l`;

/** Frames become as few bytes as bring the screen from the last one to this. */
export function newPainter(first: Size, style: Style): Painter {
  let size = first;
  let brush = newBrush(style);
  let last: Last = nothing;

  return {
    paint(frame) {
      const pen = newPen(brush, size.width);
      if (last === nothing) pen.out = `${esc}[0m${esc}[2J`;
      const rows: Row[] = [];
      const cells: Cells[] = [];
      for (let y = 0; y < size.height; y += 1) {
        const row = frame.rows[y] ?? [];
        rows.push(row);
        const before = last.cells[y];
        const same = before && sameRow(row, last.rows[y] ?? []);
        const now = same ? before : cellsOf(row, size.width, brush.dress);
        cells.push(now);
        if (!same) drawRow(pen, y, now, before ?? unknownCells(size.width));
      }
      const cursor = within(frame.cursor, size);
      const out = finished(penEnd(pen), cursor, last, title(frame, last, style));
      last = { rows, cells, cursor, title: frame.title };
      return out;
    },
    resize(to) {
      size = to;
      last = nothing;
    },
    restyle(to) {
      brush = newBrush(to);
      last = nothing;
    },
    forget() {
      last = nothing;
    },
  };
}

interface Last {
  readonly rows: readonly Row[];
  readonly cells: readonly Cells[];
  readonly cursor: Place | undefined;
  readonly title: string | undefined;
}

const nothing: Last = { rows: [], cells: [], cursor: undefined, title: undefined };

function finished(painted: string, cursor: Place | undefined, last: Last, titled: string): string {
  const moved = cursor?.x !== last.cursor?.x || cursor?.y !== last.cursor?.y;
  if (painted === '' && !moved) return titled;
  const shown = cursor ? `${esc}[${cursor.y + 1};${cursor.x + 1}H${esc}[?25h` : '';
  return `${begin}${painted}${shown}${end}${titled}`;
}

function title(frame: Frame, last: Last, style: Style): string {
  if (!style.extras || frame.title === undefined || frame.title === last.title) return '';
  return `${esc}]2;${frame.title.replaceAll(/\p{Cc}/gu, '')}${esc}\\`;
}

function within(cursor: Place | undefined, { width, height }: Size): Place | undefined {
  if (!cursor || cursor.y >= height || cursor.y < 0 || cursor.x < 0) return undefined;
  return { x: Math.min(cursor.x, width - 1), y: cursor.y };
}

function sameRow(one: Row, other: Row): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  return one.every((part, at) => {
    const twin = other[at];
    return (
      twin?.ink === part.ink &&
      twin.text === part.text &&
      twin.link === part.link &&
      sameDots(twin.dots, part.dots)
    );
  });
}

function newBrush({ theme, depth, ascii, extras }: Style): Brush {
  const tint = tintOf(theme);
  const code = (ink: Ink): string =>
    depth === 'mono' ? monoCode(ink) : lookCode(theme.looks[ink], depth);
  return {
    dress: dressOf(theme.box, ascii),
    codes: inks.map((ink) => `${esc}[0${code(ink)}m`),
    links: extras,
    dots:
      depth === 'mono'
        ? undefined
        : (dots, x, y) => dotsCode(tint?.(dots) ?? dots, { x, y }, depth),
  };
}

function lookCode(look: Look, depth: Depth): string {
  const marks = `${look.bold ? ';1' : ''}${look.italic ? ';3' : ''}${look.underline ? ';4' : ''}`;
  return marks + sgrOf(look.foreground, look.background, depth);
}

const inverse =
  /^(?:title|bar|bar-dim|bar-good|selection|mention|hit|dialog-selection|badge|field|qr-light)$/;
const strong =
  /^(?:mine|bright|alert|unread|read|prompt|border-focus|scroll|dialog-key|dialog-alert|nick\d+)$/;

/** Without colours, meaning is said by inverse, bold and underline alone. */
function monoCode(ink: Ink): string {
  if (/^bar-(?:key|warn|alert)$/.test(ink)) return ';1;7';
  if (inverse.test(ink)) return ';7';
  if (strong.test(ink)) return ';1';
  return ink === 'link' || ink === 'field-dim' ? ';4' : '';
}
