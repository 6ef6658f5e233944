import { dayOf, timeOf } from '../../base/moment.ts';
import { harmless, harmlessLine } from '../../base/sanitize.ts';
import { saidIn, toldIn } from '../_words.ts';
import { type About, type Format, missingIn } from './format.ts';
import { style } from './html-style.ts';
import type { Said } from './read.ts';

/**
 * One page that needs nothing else: no script, nothing from elsewhere, and the page itself forbids both.
 * A day is a section, so that what is not in sight costs a browser nothing.
 */
export function newHtml(): Format {
  let day = '';
  return {
    head({ words: { exported }, room, where, name, at, topic }) {
      const title = escaped(harmlessLine(exported.title(room, where), 200));
      const by = escaped(exported.by(name, `${dayOf(at)} ${timeOf(at)}`));
      const about = topic === '' ? '' : `<p dir="auto">${escaped(harmlessLine(topic, 512))}</p>\n`;
      return `${begin(exported.language)}<title>${title} – pychat</title>
<style>${style}</style>
</head>
<body>
<header><h1>C:\\&gt; PYCHAT.EXE - <bdi>${title}</bdi></h1><i aria-hidden="true">─ □ ×</i></header>
<main>
${about}<p class="by">${by}</p>
`;
    },
    item(about, item) {
      if (item.item === 'gap')
        return `<p class="gap">${escaped(missingIn(about, item.to - item.from + 1))}</p>\n`;
      const { at } = item.row;
      const now = dayOf(at);
      const rule = now === day ? '' : `${day === '' ? '' : '</section>\n'}${opened(now)}`;
      day = now;
      if (item.item === 'said') return `${rule}${saidAs(about, item)}`;
      const told = escaped(harmlessLine(toldIn(about.words, item.row), 4000));
      return `${rule}<p class="noted">${time(at)} -- ${told}</p>\n`;
    },
    foot: () => `${day === '' ? '' : '</section>\n'}</main>\n</body>\n</html>\n`,
  };
}

const begin = (language: string): string => `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
`;

const opened = (day: string): string => `<section>\n<h2>${day}</h2>\n`;
const time = (at: number): string =>
  `<time datetime="${new Date(at).toISOString()}">${timeOf(at)}</time>`;

function saidAs(about: About, item: Said): string {
  const { said } = about.words;
  const { row, edited, removed } = item;
  const { from, at, seq } = row;
  const content = edited === undefined ? row.content : { kind: 'text' as const, text: edited };
  const text = removed ? said.removed : (saidIn(about.words, { ...row, content }) ?? '');
  const id = seq === undefined ? '' : ` id="s${seq}"`;
  const line = `<span dir="auto"${removed ? ' class="removed"' : ''}>${escaped(harmless(text))}</span>`;
  const whole = `${quoted(item)}${line}${marked(about, item)}${signed(item)}`;
  return `<div class="line"${id}>${time(at)}<b class="n${shade(from)}">&lt;${named(from)}&gt;</b><div>${whole}</div></div>\n`;
}

const quoted = ({ quote }: Said): string =>
  quote ? `<q dir="auto"><b>${named(quote.from)}</b> ${escaped(quote.text)}</q>` : '';

function marked({ words: { said, exported } }: About, { edited, row: { state } }: Said): string {
  const marks = [
    ...(edited === undefined ? [] : [said.edited]),
    ...(state === 'failed' ? [`(${exported.unsent})`] : []),
    ...(state === 'waiting' ? [`(${exported.waiting})`] : []),
  ];
  return marks.length > 0 ? ` <i>${escaped(marks.join(' '))}</i>` : '';
}

function signed({ reactions }: Said): string {
  const all = reactions.map(
    ({ sign, who }) =>
      `<u><bdi>${escaped(harmlessLine(sign, 16))}</bdi> ${escaped(harmlessLine(who.join(', '), 400))}</u>`,
  );
  return all.length > 0 ? `<div class="signs">${all.join('')}</div>` : '';
}

const named = (name: string): string => `<bdi>${escaped(harmlessLine(name, 64))}</bdi>`;

const shades = 8;

/** Each name keeps its colour. */
function shade(name: string): number {
  let sum = 0;
  for (const letter of name) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 65_521;
  return sum % shades;
}

const signs: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (sign) => signs[sign] ?? '');
