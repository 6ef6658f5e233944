import { dressOf } from '../dress.ts';

const dress = dressOf('ascii', true);

/** A text for a terminal with a poor font: our signs become letters, what people wrote stays. */
export const inLetters = (text: string): string =>
  Array.from(text, (sign) => dress(sign, 'normal')).join('');
