import { dayOf, timeOf } from '../../base/moment.ts';
import { harmless, harmlessLine } from '../../base/sanitize.ts';
import { saidIn, toldIn } from '../_words.ts';
import { type About, type Format, missingIn } from './format.ts';
import type { Said } from './read.ts';

/** Plain text, harmless for any terminal: `--` is what happened, `!!` what is missing. */
export function newText(): Format {
  let day = '';
  return {
    head({ words: { exported }, room, where, name, at, topic }) {
      const title = harmlessLine(exported.title(room, where), 200);
      const about = topic === '' ? '' : `${harmlessLine(topic, 512)}\n`;
      return `${title}\n${about}${exported.by(name, `${dayOf(at)} ${timeOf(at)}`)}\n`;
    },
    item(about, item) {
      if (item.item === 'gap') return `!! ${missingIn(about, item.to - item.from + 1)}\n`;
      const { at } = item.row;
      const now = dayOf(at);
      const rule = now === day ? '' : `\n== ${now} ==\n\n`;
      day = now;
      const text =
        item.item === 'noted'
          ? `-- ${harmlessLine(toldIn(about.words, item.row), 4000)}`
          : saidAs(about, item);
      return `${rule}${timeOf(at)} ${text}\n`;
    },
    foot: () => '',
  };
}

function saidAs({ words }: About, item: Said): string {
  const { row, edited, removed, quote, reactions } = item;
  const name = `<${harmlessLine(row.from, 64)}>`;
  if (removed) return `${name} ${words.said.removed}`;
  const content = edited === undefined ? row.content : { kind: 'text' as const, text: edited };
  const text = saidIn(words, { ...row, content }) ?? '';
  const answers = quote ? `    > <${harmlessLine(quote.from, 64)}> ${quote.text}`.trimEnd() : '';
  const signs = reactions.map(
    ({ sign, who }) => `${harmlessLine(sign, 16)} ${harmlessLine(who.join(', '), 400)}`,
  );
  return [
    `${name} ${indented(text)}${edited === undefined ? '' : ` ${words.said.edited}`}${unsent(words, row.state)}`,
    ...(answers === '' ? [] : [answers]),
    ...(signs.length > 0 ? [`    [${signs.join(' · ')}]`] : []),
  ].join('\n');
}

const indented = (text: string): string => harmless(text).replaceAll('\n', '\n    ');

function unsent({ exported }: About['words'], state: Said['row']['state']): string {
  if (state === 'failed') return ` (${exported.unsent})`;
  return state === 'waiting' ? ` (${exported.waiting})` : '';
}
