import { lstat } from 'node:fs/promises';
import { resolve } from 'node:path';

import type { Client } from '../../client/port.ts';
import { beginPrivate } from '../../home/private.ts';
import type { Words } from '../../words/words.ts';
import { Failure } from '../failure.ts';
import { fetchAll, roomNamed } from './fetch.ts';
import type { About, Format } from './format.ts';
import { newHtml } from './html.ts';
import { json } from './json.ts';
import { itemsOf } from './read.ts';
import { newText } from './text.ts';

export const formats = ['text', 'json', 'html'] as const;
export type FormatName = (typeof formats)[number];

const makers: Readonly<Record<FormatName, () => Format>> = {
  text: newText,
  json: () => json,
  html: newHtml,
};

export interface Export {
  readonly client: Client;
  readonly words: Words;
  readonly to: string;
  readonly format: FormatName;
  /** Stops between two pieces. */
  readonly signal: AbortSignal;
}

export interface Exported {
  readonly room: string;
  readonly lines: number;
  /** Entries that are not in it. */
  readonly missing: number;
  /** Whether the nuvem was asked for everything that it has. */
  readonly fetched: boolean;
}

/** Writes go out in pieces of about so many characters. */
const piece = 64 * 1024;

/** Writes a conversation, piece by piece. */
export async function exportTo(
  { client, words, to, format, signal }: Export,
  write: (text: string) => Promise<void>,
): Promise<Exported> {
  const known = await roomNamed(client, to);
  const fetched = await fetchAll(client, known);
  const room = await roomNamed(client, known.key);
  const { name, address } = client.me;
  const about: About = {
    room: room.to,
    topic: room.topic,
    name,
    where: address,
    at: Date.now(),
    words,
    fetched,
  };
  const { head, item: itemAs, foot } = makers[format]();
  let [lines, missing, text] = [0, 0, head(about)];
  for await (const item of itemsOf({ client, room, last: await newest(client, room) })) {
    signal.throwIfAborted();
    if (item.item === 'said') lines += 1;
    if (item.item === 'gap') missing += item.to - item.from + 1;
    text += itemAs(about, item);
    if (text.length < piece) continue;
    await write(text);
    text = '';
  }
  await write(text + foot(about));
  return { room: room.to, lines, missing, fetched };
}

/** What comes while it is written is for the next one. */
async function newest(
  client: Client,
  { key, head }: { readonly key: string; readonly head: number },
): Promise<number> {
  const rows = await client.ask<'lines'>({ kind: 'lines', room: key, limit: 1 });
  return Math.max(head, rows.findLast(({ seq }) => seq !== undefined)?.seq ?? 0);
}

/** The same into a file of its owner's, which has its name when it is whole. */
export async function exportInto(
  wanted: Export,
  { file, force }: { readonly file: string; readonly force: boolean },
): Promise<Exported & { readonly file: string }> {
  const path = resolve(file);
  const there = new Failure(['export-there', path]);
  if (!force && (await isThere(path))) throw there;
  await using unfinished = await beginPrivate(path);
  const done = await exportTo(wanted, unfinished.write);
  if (!(await unfinished.finish(force))) throw there;
  return { ...done, file: path };
}

const isThere = async (path: string): Promise<boolean> =>
  (await lstat(path).catch(() => undefined)) !== undefined;

/** For people: what is there now, and what is not. */
export function doneSentence(
  { exported }: Words,
  { room, lines, missing, fetched, file }: Exported & { readonly file: string },
): string {
  const lacking = missing === 0 ? '' : ` ${exported.lacking(missing)}`;
  const here = fetched ? '' : ` ${exported.offline}`;
  return `${exported.done(room, lines, file)}${lacking}${here}`;
}
