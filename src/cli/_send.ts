import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

import { type Ask, type Client, ClientError, type LineRow } from '../client/port.ts';
import { longestText } from '../protocol/content.ts';
import { type Disk, watchDisk } from './_disk.ts';
import { isLetIn, mustBeThemselves, sentToKnown, sentToNew } from './_faces.ts';
import { insteadOfUnknown } from './_people.ts';
import { type Wanted, withClient } from './_session.ts';
import { lineJson } from './_shapes.ts';
import { exits, Failure } from './failure.ts';
import { printJson } from './options.ts';
import type { SendOptions } from './send.ts';
import { isTerminal, type Terminal } from './terminal.ts';

/** So many lines are on their way at once; more would only wait in the outbox. */
const window = 64;

export async function send(
  wanted: Wanted,
  to: string,
  words: readonly string[],
  options: SendOptions,
): Promise<void> {
  const { terminal } = wanted;
  if (options.lines && words.length > 0) throw new Failure(['lines-and-text'], exits.usage);
  const { file } = options;
  if (file) {
    if (options.lines) throw new Failure(['file-and-lines'], exits.usage);
    const { sendWithFiles } = await import('./_send-files.ts');
    const caption = words.length === 0 ? '' : checked(words.join(' '));
    return sendWithFiles(wanted, to, caption, { ...options, file });
  }
  // Read and checked before anybody is called.
  const text = options.lines
    ? ''
    : checked(words.length > 0 ? words.join(' ') : await inputOf(terminal));
  await withClient(wanted, async (client) => {
    await mustBeThemselves(client, to);
    if (options.wait !== 'stored') await mustHaveReceipts(client, to, options.wait);
    const done = new AbortController();
    const disk = watchDisk(client, done.signal);
    const say = (said: string): Promise<void> =>
      sendOne({ terminal, client, disk, to, options }, said);
    try {
      await (options.lines ? sendLines(terminal, say) : say(text));
    } finally {
      done.abort();
    }
  });
}

interface Sending {
  readonly terminal: Terminal;
  readonly client: Client;
  readonly disk: Disk;
  readonly to: string;
  readonly options: SendOptions;
}

async function sendOne(
  { terminal, client, disk, to, options }: Sending,
  text: string,
): Promise<void> {
  const { wait, timeout, json, new: isForNew = false } = options;
  const done = new AbortController();
  const id = randomBytes(16).toString('hex');
  const ask = { kind: 'send', id, to, content: { kind: 'text', text }, wait } as const;
  const late = pause(timeout * 1000, undefined, { signal: done.signal }).then(() =>
    tooLate(client, to, options),
  );
  try {
    const say = (): Promise<LineRow> => disk.unlessFull(id, asked(client, ask));
    const said = (isForNew ? sentToNew : sentToKnown)(client, to, say);
    const line = await Promise.race([said, late]);
    if (json) printJson(terminal, lineJson(line, to, wait));
  } finally {
    done.abort();
    late.catch(() => {
      // It was in time.
    });
  }
}

const asked = (client: Client, ask: Ask<'send'>): Promise<LineRow> =>
  ask.to.startsWith('@')
    ? insteadOfUnknown(['unknown-people', ask.to.slice(1)], () => client.ask<'send'>(ask))
    : client.ask<'send'>(ask);

/** Not where it was to go in time: it is in the outbox, and what that means is said. */
async function tooLate(client: Client, to: string, { wait, timeout }: SendOptions): Promise<never> {
  const { state, reason = ['unreached'] } = await client.ask<'link'>({ kind: 'link' });
  if (state === 'down') throw new ClientError('unreachable', ['kept-offline', { because: reason }]);
  await mustBeThemselves(client, to);
  if (!(await isLetIn(client, to))) throw new ClientError('timeout', ['waits-let-in', to]);
  if (wait === 'stored') throw new ClientError('timeout', ['not-stored', timeout]);
  throw new ClientError('timeout', ['not-reached', wait, timeout]);
}

async function mustHaveReceipts(client: Client, to: string, wait: string): Promise<void> {
  const rooms = await client.ask<'rooms'>({ kind: 'rooms' });
  const room = rooms.find((one) => one.to === to);
  if (room && room.members > 50) throw new Failure(['large-receipts', wait], exits.usage);
}

/** Each line of standard input, in order, with so many on their way at once. */
async function sendLines(terminal: Terminal, say: (text: string) => Promise<void>): Promise<void> {
  const underWay: Promise<void>[] = [];
  for await (const line of createInterface({ input: terminal.input })) {
    if (line === '') continue;
    const sent = say(checked(line));
    // It is awaited in its turn; a failure before that is no surprise.
    sent.catch(() => {});
    underWay.push(sent);
    if (underWay.length >= window) await underWay.shift();
  }
  await Promise.all(underWay);
}

function checked(text: string): string {
  const bytes = Buffer.byteLength(text);
  if (bytes === 0) throw new Failure(['nothing-to-send'], exits.usage);
  if (bytes > longestText) throw new Failure(['text-long', bytes, longestText]);
  return text;
}

/** All of standard input as one text, without the line end that programs put behind it. */
async function inputOf({ input, err, words }: Terminal): Promise<string> {
  if (isTerminal(input)) err(`${words.results.write}\n`);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input as AsyncIterable<Buffer | string>) {
    const bytes = Buffer.from(chunk as string);
    chunks.push(bytes);
    size += bytes.length;
    // Enough to know that it is too long, and to say by how much at least.
    if (size > 64 * longestText) break;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true })
      .decode(Buffer.concat(chunks))
      .replace(/\r?\n$/, '');
  } catch (fault) {
    if (!(fault instanceof TypeError)) throw fault;
    throw new Failure(['no-text']);
  }
}
