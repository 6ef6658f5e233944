import { span, type Ink, type Row, type Span } from './frame.ts';
import type { Theme } from './theme.ts';
import { textWidth } from './width.ts';

/** The lines that boxes are made of. */
export interface Box {
  readonly topLeft: string;
  readonly horizontal: string;
  readonly topRight: string;
  readonly vertical: string;
  readonly bottomLeft: string;
  readonly bottomRight: string;
  readonly topTee: string;
  readonly bottomTee: string;
}

export interface Look {
  readonly box: Box;
  readonly thumb: string;
}

const boxOf = (drawn: string): Box => {
  const [topLeft = '', horizontal = '', topRight = '', vertical = '', ...more] = drawn.split('');
  const [bottomLeft = '', bottomRight = '', topTee = '', bottomTee = ''] = more;
  return {
    topLeft,
    horizontal,
    topRight,
    vertical,
    bottomLeft,
    bottomRight,
    topTee,
    bottomTee,
  };
};

const single: Look = { box: boxOf('┌─┐│└┘┬┴'), thumb: '█' };
const double: Look = { box: boxOf('╔═╗║╚╝╦╩'), thumb: '█' };
const ascii: Look = { box: boxOf('+-+|++++'), thumb: '#' };

const looks: Readonly<Record<string, Look>> = { single, double, ascii };

export const lookOf = ({ box }: Pick<Theme, 'box'>): Look => looks[box] ?? single;

/** A border with words in it: some at its left, some at its right, the line between them. */
export function titled(
  look: Look,
  width: number,
  left: readonly Span[],
  right: readonly Span[] = [],
  ink: Ink = 'border',
): Row {
  const cells = (spans: readonly Span[]): number =>
    spans.reduce((sum, { text }) => sum + textWidth(text), 0);
  const line = Math.max(0, width - cells(left) - cells(right));
  return [...left, span(ink, look.box.horizontal.repeat(line)), ...right];
}
