import type { Frame } from './frame.ts';
import { rowText } from './row.ts';

/** The picture without its colours: what tests compare. */
export const drawing = ({ rows }: Frame): string =>
  rows.map((row) => rowText(row).trimEnd()).join('\n');
