import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';

import type { FileRow } from '../client/port.ts';
import { look } from '../files/look.ts';
import { inWords } from '../words/reason.ts';
import { mustBeThemselves, sentToKnown, sentToNew } from './_faces.ts';
import { carrying, type Carrying } from './_file-carry.ts';
import type { Wanted } from './_session.ts';
import type { Reached } from './_watch-files.ts';
import { sentence } from './failure.ts';
import type { FileSendOptions } from './file.ts';
import { iso, printJson } from './options.ts';
import type { Terminal } from './terminal.ts';

/** `pychat file send`: what was on its way already goes on. */
export async function sendFiles(
  wanted: Wanted,
  to: string,
  paths: readonly string[],
  options: FileSendOptions,
): Promise<void> {
  const whole = await lookedAt(wanted.terminal, paths);
  await carrying(wanted, options, async (carry) => {
    await mustBeThemselves(carry.client, to);
    await sendAll(carry, to, whole, options);
  });
}

/** What cannot be sent is said before anybody is called; and what of a folder stays behind. */
export async function lookedAt(
  { err, words }: Terminal,
  paths: readonly string[],
): Promise<readonly string[]> {
  const whole = [...new Set(paths.map((path) => resolve(path)))];
  for (const path of whole) {
    const { note } = await look(path);
    if (note) err(sentence(inWords(words.reasons, note)));
  }
  return whole;
}

/** `stored`: all of a file is there. `fetched`: everybody has it. The others are of the line that offers it. */
interface Sending {
  readonly wait: 'stored' | 'fetched' | Reached;
  readonly new?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Sends what is there, one line for each; and waits until all of it is where it is to go. */
export async function sendAll(
  carry: Carrying,
  to: string,
  paths: readonly string[],
  { wait, new: isForNew = false, json }: Sending,
): Promise<readonly FileRow[]> {
  const { watch, terminal } = carry;
  return carry.all(
    () => asked(carry, to, paths, isForNew),
    wait,
    async (file) => {
      if (wait === 'fetched') await watch.fetched(file);
      else if (wait !== 'stored') await watch.reached(file, wait);
      if (json) printJson(terminal, asJson(file, to, wait));
    },
  );
}

/** Those files, be it that they were on their way already. */
async function asked(
  { client, terminal }: Carrying,
  to: string,
  paths: readonly string[],
  isForNew: boolean,
): Promise<readonly FileRow[]> {
  const known = await client.ask<'files'>({ kind: 'files', room: to });
  const files: FileRow[] = [];
  for (const path of paths) {
    const before = known.findLast((file) => file.path === path && isOnItsWay(file));
    if (before) terminal.err(`${terminal.words.results.goesOn(before.name)}\n`);
    const id = randomBytes(16).toString('hex');
    const send = (): Promise<FileRow> =>
      client.ask<'send-file'>({ kind: 'send-file', id, to, path });
    files.push(
      before
        ? await client.ask<'resume-file'>({ kind: 'resume-file', file: before.id })
        : await (isForNew ? sentToNew : sentToKnown)(client, to, send),
    );
  }
  return files;
}

/** Of what failed only what had begun: else the offer is said anew. */
const isOnItsWay = ({ way, state, bytes }: FileRow): boolean =>
  way === 'out' &&
  (state === 'waiting' ||
    state === 'moving' ||
    state === 'paused' ||
    (state === 'failed' && bytes > 0));

const asJson = ({ id, line, name, size, by }: FileRow, to: string, event: string): object => ({
  event,
  to,
  file: id,
  id: line,
  name,
  size,
  ...(by && { by }),
  at: iso(Date.now()),
});
