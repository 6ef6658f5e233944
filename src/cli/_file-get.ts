import { sep } from 'node:path';

import type { Command } from 'commander';

import type { FileRow } from '../client/port.ts';
import { carrying, type Carrying } from './_file-carry.ts';
import { givenIn, heardOf, untilHeard } from './_file.ts';
import { isFolder, wholeOut } from './_out.ts';
import { exits, Failure } from './failure.ts';
import type { FileGetOptions, FileOptions } from './file.ts';
import type { Terminal } from './terminal.ts';

/** `pychat file get`. */
export async function getFiles(
  terminal: Terminal,
  command: Command,
  given: readonly string[],
  options: FileGetOptions,
): Promise<void> {
  const { address, rest: ids } = await givenIn(terminal, command, given);
  if (ids.length === 0) throw new Failure(['file-which'], exits.usage);
  const out = wholeOut(options.out ?? `.${sep}`);
  if (ids.length > 1 && !isFolder(out)) throw new Failure(['file-out'], exits.usage);
  await carrying({ terminal, command, address }, options, async (carry) => {
    await carry.all(
      () => oneByOne(ids, (id) => got(carry, id, options.out === undefined, out)),
      'stored',
      (file) => settled(carry, file),
    );
  });
}

/** What came here is told to the nuvem, by this process or the one that stays open. */
const settled = async ({ client, watch }: Carrying, file: FileRow): Promise<void> => {
  if (file.way === 'in' && client.me.attached !== true) await watch.settled(file);
};

async function oneByOne<T>(
  ids: readonly string[],
  ask: (id: string) => Promise<T>,
): Promise<readonly T[]> {
  const answers: T[] = [];
  for (const id of ids) answers.push(await ask(id));
  return answers;
}

/** What had begun goes on where it was to lie, unless another place is named. */
async function got(
  { client }: Carrying,
  file: string,
  isAnywhere: boolean,
  out: string,
): Promise<FileRow> {
  const get = (): Promise<FileRow> => client.ask<'get-file'>({ kind: 'get-file', file, out });
  if (!isAnywhere) return heardOf(client, get);
  const begun = await client.ask<'files'>({ kind: 'files' });
  const before = begun.filter((one) => one.id.startsWith(file.toLowerCase()) && hasBegun(one));
  if (before.length !== 1) return heardOf(client, get);
  return client.ask<'resume-file'>({ kind: 'resume-file', file });
}

const hasBegun = ({ way, state, bytes }: FileRow): boolean =>
  way === 'in' && (state === 'paused' || (state === 'failed' && bytes > 0));

/** `pychat file resume`: these, or all that is on its way. */
export async function resumeFiles(
  terminal: Terminal,
  command: Command,
  given: readonly string[],
  options: FileOptions,
): Promise<void> {
  const { address, rest: ids } = await givenIn(terminal, command, given);
  await carrying({ terminal, command, address }, options, async (carry) => {
    const { client } = carry;
    const resume = (file: string): Promise<FileRow> =>
      client.ask<'resume-file'>({ kind: 'resume-file', file });
    const wanted = ids.length > 0 ? ids : await onTheirWay(carry);
    if (wanted.length === 0) throw new Failure(['files-none']);
    await carry.all(
      () => oneByOne(wanted, (id) => heardOf(client, () => resume(id))),
      'stored',
      (file) => settled(carry, file),
    );
  });
}

async function onTheirWay({ client }: Carrying): Promise<readonly string[]> {
  await untilHeard(client);
  const files = await client.ask<'files'>({ kind: 'files' });
  return files.filter(({ state }) => goesOn.has(state)).map(({ id }) => id);
}

const goesOn: ReadonlySet<FileRow['state']> = new Set(['waiting', 'moving', 'paused']);
