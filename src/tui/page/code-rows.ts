import { type Row, span } from '../frame.ts';
import type { Code } from '../qr.ts';

/** Readers want light around a code. */
const quiet = 2;

/** How large the drawing of a code is, in cells. */
export interface CodeSize {
  readonly width: number;
  readonly height: number;
}

export function codeSize({ size }: Code, ascii: boolean): CodeSize {
  const side = size + 2 * quiet;
  return ascii ? { width: 2 * side, height: side } : { width: side, height: Math.ceil(side / 2) };
}

/**
 * A code in white and black, whatever the theme. Two modules share a cell as half blocks; where the font has
 * none, a module is two blanks, light or dark. Without colours what is light is drawn in the colour of text.
 */
export function codeRows(code: Code, ascii: boolean): readonly Row[] {
  const { width, height } = codeSize(code, ascii);
  return Array.from({ length: height }, (_, y) =>
    ascii ? blankRow(code, width, y) : blockRow(code, width, y),
  );
}

const isLight = ({ size, dark }: Code, x: number, y: number): boolean => {
  const [column, row] = [x - quiet, y - quiet];
  const inside = column >= 0 && row >= 0 && column < size && row < size;
  return !inside || !dark(column, row);
};

const blocks = [' ', '▄', '▀', '█'];

function blockRow(code: Code, width: number, y: number): Row {
  const cell = (x: number): number =>
    (isLight(code, x, 2 * y) ? 2 : 0) + (isLight(code, x, 2 * y + 1) ? 1 : 0);
  const cells = Array.from({ length: width }, (_, x) => blocks[cell(x)] ?? ' ');
  return [span('qr', cells.join(''))];
}

const blankRow = (code: Code, width: number, y: number): Row =>
  Array.from({ length: width / 2 }, (_, x) => span(isLight(code, x, y) ? 'qr-light' : 'qr', '  '));
