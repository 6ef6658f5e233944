import type { Command } from 'commander';

import type { Saved } from '../client/account.ts';
import { type Client, ClientError, type FileRow, type RoomRow } from '../client/port.ts';
import { accountsIn } from '../home/accounts.ts';
import { sizeText } from '../tui/file-rows.ts';
import { nameOf } from '../tui/files.ts';
import { screenWordsOf } from '../words/words.ts';
import { userOf } from './_account.ts';
import { standing } from './_bars.ts';
import { withClient } from './_session.ts';
import { fileJson } from './_shapes.ts';
import { table } from './_table.ts';
import { watchFiles } from './_watch-files.ts';
import { exits, Failure } from './failure.ts';
import type { FileOptions } from './file.ts';
import { homeFor, printJson } from './options.ts';
import type { Terminal } from './terminal.ts';

/** An address, or what comes behind it: then the account used last is meant. */
export interface Given {
  readonly address: string;
  readonly rest: readonly string[];
}

const isRoom = (text: string): boolean => /^[@+#]/.test(text);
const isId = (text: string): boolean => /^[\da-f]{1,32}$/i.test(text);

/** What a command line names, with the address that may stand before it. */
export async function givenIn(
  terminal: Terminal,
  command: Command,
  given: readonly string[],
): Promise<Given> {
  const [first] = given;
  if (first !== undefined && !isRoom(first) && !isId(first))
    return { address: first, rest: given.slice(1) };
  const { addresses, nuvem } = await usual(terminal, command);
  return { address: `${addresses[0] ?? ''}#${nuvem}`, rest: given };
}

/** The account of that name, where there is one only; else the one used last. */
async function usual(terminal: Terminal, command: Command): Promise<Saved> {
  const accounts = accountsIn(homeFor(command, terminal).data);
  const user = userOf(command);
  const last = await accounts.last();
  if (last && (user === undefined || last.name === user)) return last;
  const all = (await accounts.all()).filter(({ name }) => user === undefined || name === user);
  const [one, other] = all;
  if (!one) throw new Failure(['nobody-here'], exits.usage);
  if (!other) return one;
  throw new Failure(
    ['several-accounts', user ?? '', all.map(({ addresses }) => addresses[0]).join(', ')],
    exits.usage,
  );
}

/** `pychat file list`. */
export async function listFiles(
  terminal: Terminal,
  command: Command,
  given: readonly string[],
  { json }: FileOptions,
): Promise<void> {
  const { address, rest: rooms } = await givenIn(terminal, command, given);
  for (const room of rooms)
    if (!isRoom(room)) throw new Failure(['no-room-named', room], exits.usage);
  await withClient({ terminal, command, address, offline: true }, async (client) => {
    await untilHeard(client);
    const named = rooms.map((room) => room.toLowerCase());
    const all = await client.ask<'files'>({ kind: 'files' });
    const files = all.filter(
      ({ room }) => named.length === 0 || named.includes(room.toLowerCase()),
    );
    const now = Date.now();
    if (json)
      return printJson(terminal, {
        event: 'files',
        files: files.map((file) => fileJson(file, now)),
      });
    if (files.length === 0) return terminal.err(`${terminal.words.results.nobodysFiles}\n`);
    terminal.out(await listed(terminal, files));
  });
}

async function listed(terminal: Terminal, files: readonly FileRow[]): Promise<string> {
  const words = await screenWordsOf(terminal.language);
  const { fileOf } = terminal.words.results;
  const short = shortest(files);
  return table(
    files.map((file) => [
      file.id.slice(0, short),
      file.way === 'out' ? fileOf.out(file.room) : fileOf.in(fromOf(file)),
      sizeText(words, file.size),
      file.name,
      standing(words, file),
    ]),
    120,
  );
}

const fromOf = ({ from, room }: FileRow): string =>
  room.startsWith('@') ? `@${from}` : `@${from} ${room}`;

/** As much of each id as no other has, and eight digits at least. */
function shortest(files: readonly FileRow[]): number {
  for (let length = 8; length < 32; length += 4) {
    if (new Set(files.map(({ id }) => id.slice(0, length))).size === files.length) return length;
  }
  return 32;
}

interface Resting {
  readonly given: readonly string[];
  readonly options: FileOptions;
  readonly verb: 'pause' | 'cancel';
}

/** `pychat file pause` and `cancel`. */
export async function restFiles(
  terminal: Terminal,
  command: Command,
  { given, options, verb }: Resting,
): Promise<void> {
  const { address, rest: ids } = await givenIn(terminal, command, given);
  if (ids.length === 0) throw new Failure(['file-which'], exits.usage);
  // What is taken back is told to the nuvem; what rests is a matter of this machine.
  const offline = verb === 'pause';
  await withClient({ terminal, command, address, offline }, async (client) => {
    using watch = watchFiles(client, () => {});
    for (const file of ids) {
      const row = await heardOf(client, () =>
        client.ask<'pause-file' | 'cancel-file'>({ kind: `${verb}-file`, file }),
      );
      if (options.json) printJson(terminal, fileJson(row, Date.now()));
      else terminal.err(`${restedText(terminal, row)}\n`);
      const isTold = row.way === 'out' && row.state === 'cancelled' && verb === 'cancel';
      if (isTold && client.me.attached !== true) await watch.settled(row);
    }
    if (verb === 'cancel') await untilSaid(client);
  });
}

/** What became of it; its name is somebody else's. */
export function restedText({ words }: Pick<Terminal, 'words'>, file: FileRow): string {
  const { fileResult } = words.results;
  const { state } = file;
  const name = nameOf(file);
  return state === 'paused' || state === 'cancelled'
    ? fileResult[state](name)
    : words.results.fileResult.over(name);
}

/** A file that is not known is looked for again when all is here that was said meanwhile. */
export async function heardOf<T>(client: Client, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (failure) {
    if (!(failure instanceof ClientError && failure.reason[0] === 'no-such-file')) throw failure;
  }
  await untilHeard(client);
  return ask();
}

/** So long is waited for what was said while nobody was here; and so long to be let in. */
const patience = 10_000;
const patienceAtDoors = 2000;

/** All is here that was said, or the nuvem cannot be asked. */
export async function untilHeard(client: Client): Promise<void> {
  await untilSo(client, patienceAtDoors, () => isHeard(client, () => false));
  await untilSo(client, patience, () => isHeard(client, ({ waiting }) => waiting !== undefined));
}

async function isHeard(client: Client, isLeft: (room: RoomRow) => boolean): Promise<boolean> {
  const { state, seats, retryIn } = await client.ask<'link'>({ kind: 'link' });
  if (state === 'down') return seats !== undefined || retryIn !== undefined;
  const rooms = await client.ask<'rooms'>({ kind: 'rooms' });
  return rooms.every((room) => room.received >= room.head || isLeft(room));
}

/** Nothing waits to be said any more. */
const untilSaid = (client: Client): Promise<void> =>
  untilSo(
    client,
    patience,
    async () => (await client.ask<'stats'>({ kind: 'stats' })).waiting === 0,
  );

async function untilSo(client: Client, ms: number, isSo: () => Promise<boolean>): Promise<void> {
  const done = new AbortController();
  const late = setTimeout(() => done.abort(), ms);
  const events = client.events(done.signal)[Symbol.asyncIterator]();
  try {
    while (!(await isSo())) if ((await events.next()).done) return;
  } finally {
    clearTimeout(late);
    done.abort();
  }
}
