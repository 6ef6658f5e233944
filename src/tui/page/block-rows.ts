import { type Row, span } from '../frame.ts';
import { logo } from '../logo.ts';
import { graphemes, pad, textWidth } from '../width.ts';
import { wrap } from '../wrap.ts';
import type { Block } from './page.ts';

export const logoRows = logo;
export const logoWidth = Math.max(...logo.map(textWidth));

/** The text of a page, its paragraphs apart. */
export function blockRows(blocks: readonly Block[], width: number): readonly Row[] {
  const labels = blocks.flatMap((block) => (block.kind === 'fact' ? [textWidth(block.label)] : []));
  const indent = Math.max(0, ...labels) + 2;
  return blocks.flatMap((block, at) => {
    const next = blocks[at + 1];
    const rows = rowsOfBlock(block, width, indent);
    // Facts stand together, paragraphs apart.
    const together = !next || (block.kind === 'fact' && next.kind === 'fact');
    return together ? rows : [...rows, []];
  });
}

function rowsOfBlock(block: Block, width: number, indent: number): readonly Row[] {
  if (block.kind === 'logo') return [];
  if (block.kind === 'text') return wrap([span(block.ink ?? 'normal', block.text)], width);
  const beside = width - indent >= 24;
  const pieces = chunks(block.value, beside ? width - indent : width);
  const [first = '', ...more] = pieces;
  if (!beside)
    return [[span('dim', block.label)], ...pieces.map((text): Row => [span('bright', text)])];
  const blanks = span('normal', ' '.repeat(indent));
  return [
    [span('dim', pad(block.label, indent)), span('bright', first)],
    ...more.map((text): Row => [blanks, span('bright', text)]),
  ];
}

/** Broken at the width, wherever that is: everything of it counts. */
function chunks(value: string, width: number): readonly string[] {
  const all = graphemes(value);
  const size = Math.max(1, width);
  return Array.from({ length: Math.max(1, Math.ceil(all.length / size)) }, (_, at) =>
    all.slice(at * size, (at + 1) * size).join(''),
  );
}
