import { type Ink, type Row, span, type Span } from './frame.ts';
import { fitRow } from './row.ts';
import { wrap } from './wrap.ts';

/** A text in a frame, so that nobody overlooks it. Digits that are compared stand in rows of one length. */
export function framed(text: string, width: number, ink: Ink): readonly Row[] {
  const inner = Math.max(8, width - 4);
  const line = '─'.repeat(inner + 2);
  const side = (sign: string): Span => span(ink === 'alert' ? ink : 'border', sign);
  const body = text.split('\n').flatMap((row) => rowsOf(row, inner, ink));
  return [
    [side(`┌${line}┐`)],
    ...body.map((row) => [side('│ '), ...fitRow(row, inner), side(' │')]),
    [side(`└${line}┘`)],
  ];
}

const digits = /^(?:(?:\d{5} )+\d{5}|\d{6})$/;

function rowsOf(text: string, inner: number, ink: Ink): readonly Row[] {
  if (!digits.test(text)) return wrap([span(ink, text)], inner);
  if (text.length <= inner) return [[span('bright', text)]];
  const groups = text.split(' ');
  const half = Math.ceil(groups.length / 2);
  const halves = [groups.slice(0, half), groups.slice(half)];
  return halves.flatMap((part) => rowsOf(part.join(' '), inner, ink));
}
