import { asJson } from '../_shapes.ts';
import { iso, jsonLine } from '../options.ts';
import type { Format } from './format.ts';
import type { Item, Said } from './read.ts';

/** One object per line, of the shapes that `listen --json` has. */
export const json: Format = {
  head: () => '',
  item: (about, item) => shapes(about.room, item).map(jsonLine).join(''),
  foot: () => '',
};

function shapes(room: string, item: Item): readonly object[] {
  if (item.item === 'gap') {
    const { from, to, at } = item;
    return [{ event: 'gap', at: iso(at), room, from, to }];
  }
  return item.item === 'noted' ? asJson(item.row) : [saidShape(item)];
}

function saidShape({ row, edited, removed, reactions }: Said): object {
  const [shape] = asJson({ ...row, removed });
  const { state } = row;
  return {
    ...shape,
    ...(edited === undefined ? {} : { text: edited, edited: true }),
    ...(reactions.length > 0 ? { reactions } : {}),
    ...(state === 'waiting' || state === 'failed' ? { state } : {}),
  };
}
