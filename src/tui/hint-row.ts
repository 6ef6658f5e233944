import { type Row, span } from './frame.ts';
import { fitRow } from './row.ts';

/** Which keys do what, at the foot of a box. */
export function hintRow(hints: readonly (readonly [string, string])[], width: number): Row {
  const spans = hints.flatMap(([key, text]) => [
    span('dialog-key', ` ${key}`),
    span('dialog-dim', text === '' ? ' ' : ` ${text} `),
  ]);
  return fitRow(spans, width, 'dialog');
}
