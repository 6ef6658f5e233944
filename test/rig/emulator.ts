import { Unicode11Addon } from '@xterm/addon-unicode11';
import headless from '@xterm/headless';

import type { Place, Size } from '../../src/tui/frame.ts';

/** One cell of the emulated terminal. */
export interface EmulatedCell {
  readonly text: string;
  readonly width: number;
  /** `#rrggbb`, the number of a palette's colour, or `default`. */
  readonly foreground: string;
  readonly background: string;
  readonly bold: boolean;
  readonly inverse: boolean;
  readonly underline: boolean;
}

/** A terminal in this process: what is written to it can be read as a person would. */
export interface Emulator extends AsyncDisposable {
  /** Resolves when it has been worked off. */
  readonly write: (bytes: string | Uint8Array) => Promise<void>;
  readonly lines: () => string[];
  readonly cell: (x: number, y: number) => EmulatedCell;
  readonly cursor: () => Place;
  readonly resize: (size: Size) => void;
  readonly alternate: () => boolean;
  readonly modes: () => headless.IModes;
  /** What the terminal answers to questions of the program. */
  readonly onAnswer: (heard: (text: string) => void) => void;
}

export function emulator({ width, height }: Size): Emulator {
  const terminal = new headless.Terminal({
    cols: width,
    rows: height,
    allowProposedApi: true,
    scrollback: 100,
  });
  terminal.loadAddon(new Unicode11Addon());
  terminal.unicode.activeVersion = '11';
  const line = (y: number): headless.IBufferLine | undefined =>
    terminal.buffer.active.getLine(terminal.buffer.active.viewportY + y);

  return {
    write: (bytes) => new Promise((resolve) => terminal.write(bytes, resolve)),
    lines: () =>
      Array.from({ length: terminal.rows }, (_, y) => line(y)?.translateToString(true) ?? ''),
    cell: (x, y) => cellOf(line(y)?.getCell(x)),
    cursor: () => ({ x: terminal.buffer.active.cursorX, y: terminal.buffer.active.cursorY }),
    resize: (size) => terminal.resize(size.width, size.height),
    alternate: () => terminal.buffer.active.type === 'alternate',
    modes: () => terminal.modes,
    onAnswer: (heard) => void terminal.onData(heard),
    [Symbol.asyncDispose]: async () => terminal.dispose(),
  };
}

function cellOf(cell: headless.IBufferCell | undefined): EmulatedCell {
  if (!cell) throw new RangeError('there is no such cell');
  const colour = (isDefault: boolean, isRgb: boolean, value: number): string => {
    if (isDefault) return 'default';
    return isRgb ? `#${value.toString(16).padStart(6, '0')}` : String(value);
  };
  return {
    text: cell.getChars(),
    width: cell.getWidth(),
    foreground: colour(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
    background: colour(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
    bold: cell.isBold() !== 0,
    inverse: cell.isInverse() !== 0,
    underline: cell.isUnderline() !== 0,
  };
}
