import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { contentKinds } from '../../src/protocol/content.ts';
import {
  answer,
  answerMark,
  groups,
  probe,
  probeMark,
  probeSize,
} from '../../src/protocol/discovery.ts';
import { entryBodies, entryKinds } from '../../src/protocol/entries.ts';
import { type Fields, mostSeq, type Shape } from '../../src/protocol/fields.ts';
import { headSize, longestBody, longestStrangerBody } from '../../src/protocol/frames.ts';
import { messages, type Row, versions } from '../../src/protocol/messages.ts';
import { refusals } from '../../src/protocol/refusals.ts';
import { contentSentences, discoverySentences, entrySentences, sentences } from './sentences.ts';

/*
 * PROTOCOL.md is prose with tables in it. What stands between `<!-- x -->` and `<!-- /x -->` is written by
 * this file from the tables of the program; `npm run docs` does it, a test fails when it was forgotten.
 */
const here = import.meta.dirname;
const root = join(here, import.meta.filename.endsWith('.ts') ? '../..' : '../../..');
export const documentFile = join(root, 'PROTOCOL.md');
export const frozenFile = join(root, 'test', 'protocol', 'table.json');

const rows = Object.entries<Row>(messages);
const blocks: Readonly<Record<string, () => string>> = {
  numbers: () =>
    [
      `- versions of the wire spoken: ${versions.min} to ${versions.max}`,
      `- head of a frame: ${headSize} bytes`,
      `- longest body: ${longestBody} bytes; of a peer that has not logged in: ${longestStrangerBody} bytes`,
    ].join('\n'),
  'from-client': () => rowsFrom('client'),
  'from-nuvem': () => rowsFrom('nuvem'),
  content: () =>
    table(
      ['#', 'kind', 'fields', 'what it is'],
      Object.entries(contentKinds).map(([kind, row]) => [
        String(row.id),
        `\`${kind}\``,
        fieldsIn((row.fields.shape as Shape & { kind: 'record' }).fields),
        contentSentences[kind as keyof typeof contentSentences],
      ]),
    ),
  entries: () =>
    table(
      ['kind', 'entry', 'its body'],
      Object.entries(entryKinds).map(([kind, id]) => [
        String(id),
        entrySentences[kind as keyof typeof entrySentences],
        bodyOf(kind),
      ]),
    ),
  discovery: () =>
    table(
      ['begins with', 'datagram', 'fields', 'what it is'],
      [
        [`\`${probeMark}\``, 'probe', shapeIn(probe.shape), discoverySentences.probe],
        [`\`${answerMark}\``, 'answer', shapeIn(answer.shape), discoverySentences.answer],
      ],
    ),
  'discovery-numbers': () =>
    [
      `- bytes of a probe, and the most of an answer: ${probeSize}`,
      `- groups: ${groups[4]} with a TTL of 1, and ${groups[6]} on each link`,
    ].join('\n'),
  refusals: () =>
    table(
      ['code', 'then', 'what a person reads'],
      Object.entries(refusals).map(([code, { fatal, text }]) => [
        `\`${code}\``,
        fatal ? 'the line ends' : 'the line goes on',
        text,
      ]),
    ),
};

/** What of the table must never change: numbers, directions, and which field has which place. */
export function tableNow(): Record<string, Omit<Row, 'fields'> & { fields: readonly string[] }> {
  return Object.fromEntries(
    rows.map(([type, { id, from, when, since, fields }]) => [
      type,
      { id, from, when, since, fields: Object.entries(fields).map(named) },
    ]),
  );
}

function bodyOf(kind: string): string {
  const body = Object.entries(entryBodies).find(([name]) => name === kind)?.[1];
  return body ? shapeIn(body.shape) : 'see above';
}

/** The document with its tables written anew. */
export function renewed(file: string): string {
  return Object.entries(blocks).reduce((text, [name, block]) => {
    const [open, close] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
    const [before, rest] = cut(text, open);
    const [, after] = cut(rest, close);
    return `${before}${open}\n${block()}\n\n${close}${after}`;
  }, file);
}

export function write(): void {
  writeFileSync(documentFile, renewed(readFileSync(documentFile, 'utf8')));
  writeFileSync(frozenFile, `${JSON.stringify(tableNow(), undefined, 2)}\n`);
}

function cut(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`PROTOCOL.md has lost its mark ${mark.trim()}`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}

function rowsFrom(from: Row['from']): string {
  return table(
    ['#', 'message', 'said by', 'fields, in the order of their places 1, 2, 3 …', 'what it is'],
    rows
      .filter(([, row]) => row.from === from)
      .map(([type, row]) => [
        String(row.id),
        `\`${type}\`${row.since > 1 ? ` (since ${row.since})` : ''}`,
        { new: 'anybody', known: 'who is logged in', owner: 'the operator' }[row.when],
        fieldsIn(row.fields),
        sentences[type as keyof typeof sentences],
      ]),
  );
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...lines.map(line)].join('\n');
}

const fieldsIn = (fields: Fields): string =>
  Object.entries(fields)
    .map(([name, field]) => `\`${named([name, field])}\` ${shapeIn(field.shape)}`)
    .join(', ') || 'none';

const named = ([name, field]: readonly [string, object]): string =>
  `${name}${'optional' in field ? '?' : ''}${'since' in field ? ` since ${Number(field.since)}` : ''}`;

function shapeIn(shape: Shape): string {
  switch (shape.kind) {
    case 'uint':
      return shape.max === mostSeq ? 'number' : `number ≤ ${shape.max}`;
    case 'text':
      return `text ${sizes(shape)}${shape.like ? ` like \`${shape.like.source}\`` : ''}`;
    case 'bytes':
      return `bytes ${sizes(shape)}`;
    case 'flag':
      return 'true/false';
    case 'oneOf':
      return shape.options.map((option) => `“${option}”`).join(' or ');
    case 'list':
      return `list ≤ ${shape.max} of ${shapeIn(shape.item)}`;
    case 'record':
      return `{ ${fieldsIn(shape.fields)} }`;
  }
}

const sizes = ({ min, max }: { readonly min: number; readonly max: number }): string =>
  min === max ? `${max}` : `${min}–${max}`;
