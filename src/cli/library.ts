import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import process from 'node:process';
import { PassThrough } from 'node:stream';

import type { Address } from '../base/address.ts';
import type { Saved } from '../client/account.ts';
import { type Client, ClientError, type FileRow, type LineRow } from '../client/port.ts';
import { type Home, homeOf, surroundings } from '../home/paths.ts';
import { words } from '../words/en/words.ts';
import { addressOf, savedAccount } from './_account.ts';
import { enrolHere } from './_enrol.ts';
import { sentToNew } from './_faces.ts';
import { linked } from './_link.ts';
import { openAccount } from './_open.ts';
import { wholeOut } from './_out.ts';
import { atHandIn } from './_unlock.ts';
import { mustBeDone, watchFiles } from './_watch-files.ts';
import type { Terminal } from './terminal.ts';

/*
 * `pychat/client`: what a bot needs. It is the same client as behind every command, so it shares the
 * account of a home with them, and loses no line either.
 */
export type {
  Ask,
  Answers,
  Client,
  ClientEvent,
  FileRow,
  LineRow,
  RoomRow,
} from '../client/port.ts';
export { ClientError } from '../client/port.ts';

export interface OpenOptions {
  /** `host`, `host:port`; with `#sha256:…` only the nuvem of that key is talked to. */
  readonly address: string;
  /** An account that exists: `pychat register` makes one. */
  readonly user: string;
  /** Needed the first time, and where the account is locked; else a ticket in the home stands for it. */
  readonly password?: string | undefined;
  /** The folder for keys and lines; else the one that the command `pychat` would take. */
  readonly home?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * What `say` does where somebody came into a sealed room since this account last wrote there: `refuse` (which is
   * what it does by itself) sends nothing and throws, `send` writes to them, too.
   */
  readonly newcomers?: 'refuse' | 'send' | undefined;
  /** Unless false, files go directly to and from devices of the same network, which learn each other's addresses. */
  readonly direct?: boolean | undefined;
  /** Takes what a person should see, such as the fingerprint at a first meeting; else standard error does. */
  readonly notice?: ((text: string) => void) | undefined;
}

export interface Chat extends AsyncDisposable {
  /** All that a client can do. */
  readonly client: Client;
  /**
   * Says a line to `@user`, `+group` or `#channel`; resolves when it is on the nuvem's disk. With an `id`
   * (32 hex digits), said again after a crash it is the same line: nobody gets it twice.
   */
  readonly say: (to: string, text: string, id?: string) => Promise<LineRow>;
  /**
   * What others said since this account last heard, then what they say now. A line counts as heard when
   * the next one is asked for: who is killed in between hears it again.
   */
  readonly heard: (signal?: AbortSignal) => AsyncIterable<LineRow>;
  /**
   * Sends a file, or a folder as one archive; resolves when all of it is on the nuvem, or with everybody directly. It
   * goes on after whatever ended, here and at the nuvem, as long as this account is open. With an `id` (32 hex
   * digits), sent again after a crash it is the same one.
   */
  readonly sendFile: (to: string, path: string, id?: string) => Promise<FileRow>;
  /**
   * Fetches a file; resolves when it is here, whole, under the `path` of the answer. `file` is its id, or `content.file`
   * of the line that offers it; `out` a folder if it ends with a slash, else how the file is called. What is there
   * already is kept, and the new one gets a number.
   */
  readonly getFile: (file: string | Uint8Array, out?: string) => Promise<FileRow>;
  /** Files that were sent and offered, of one conversation or all: the newest thousand, oldest first. */
  readonly files: (room?: string) => Promise<readonly FileRow[]>;
}

/** Logs in where that is needed, and connects. */
export async function open(options: OpenOptions): Promise<Chat> {
  const signal = options.signal ?? new AbortController().signal;
  const address = addressOf(options.address);
  const home = homeOf(options.home, surroundings(process.env));
  const user = options.user.toLowerCase();
  const saved = await savedAccount(home, { address, user });
  const account = saved
    ? await atHandIn(home, saved, async () => passwordOf(options))
    : await enrolled({ ...options, user, signal }, home, address);
  const files = options.direct === undefined ? {} : { direct: options.direct };
  const client = await openAccount({
    home,
    address,
    account,
    history: false,
    words,
    signal,
    files,
  });
  try {
    await linked(client);
  } catch (failure) {
    await client[Symbol.asyncDispose]();
    throw failure;
  }
  return {
    client,
    say: (to, text, id = randomBytes(16).toString('hex')) => {
      const content = { kind: 'text', text } as const;
      const send = () => client.ask<'send'>({ kind: 'send', id, to, content, wait: 'stored' });
      return options.newcomers === 'send' ? sentToNew(client, to, send) : send();
    },
    heard: (until) => heard(client, until ?? signal),
    ...filesOf(client, options),
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

function filesOf(
  client: Client,
  { newcomers }: OpenOptions,
): Pick<Chat, 'sendFile' | 'getFile' | 'files'> {
  async function arrived(ask: () => Promise<FileRow>): Promise<FileRow> {
    using watch = watchFiles(client, () => {});
    const file = mustBeDone(await watch.over(await ask()));
    if (file.way === 'in' && client.me.attached !== true) await watch.settled(file);
    return file;
  }
  return {
    sendFile(to, path, id = randomBytes(16).toString('hex')) {
      const ask = { kind: 'send-file', id, to, path: resolve(path) } as const;
      const send = (): Promise<FileRow> => client.ask<'send-file'>(ask);
      return arrived(() => (newcomers === 'send' ? sentToNew(client, to, send) : send()));
    },
    getFile(name, out) {
      const file = typeof name === 'string' ? name : Buffer.from(name).toString('hex');
      const ask = {
        kind: 'get-file',
        file,
        ...(out !== undefined && { out: wholeOut(out) }),
      } as const;
      return arrived(() => client.ask<'get-file'>(ask));
    },
    files: (room) => client.ask<'files'>({ kind: 'files', ...(room !== undefined && { room }) }),
  };
}

/** Whoever received a line, it is taken from the archive, in order; an event only says when to look. */
async function* heard(client: Client, signal: AbortSignal): AsyncGenerator<LineRow> {
  const events = client.events(signal);
  yield* unheard(client, signal);
  for await (const { event } of events) {
    if (event === 'line' || event === 'link' || event === 'missed') yield* unheard(client, signal);
  }
}

async function* unheard(client: Client, signal: AbortSignal): AsyncGenerator<LineRow> {
  while (!signal.aborted) {
    const lines = await client.ask<'unprinted'>({ kind: 'unprinted', rooms: [], limit: 100 });
    if (lines.length === 0) return;
    for (const line of lines) {
      const { room, seq, from, content, removed } = line;
      if (from !== client.me.name && !told.has(content.kind) && !removed) yield line;
      if (seq !== undefined) await client.ask<'printed'>({ kind: 'printed', room, seq });
    }
  }
}

/** What a room tells of itself. */
const told: ReadonlySet<LineRow['content']['kind']> = new Set(['notice', 'roster', 'unreadable']);

async function enrolled(
  options: OpenOptions & { readonly signal: AbortSignal },
  home: Home,
  address: Address,
): Promise<Saved> {
  const { user: name, signal, notice } = options;
  const password = passwordOf(options);
  const terminal = unattended(password, signal, notice);
  return enrolHere({ home, terminal, address, name, options: {}, how: 'login' });
}

function passwordOf({ password, user }: OpenOptions): string {
  if (password !== undefined) return password;
  throw new ClientError('credentials', ['not-logged-in', user]);
}

/** Nobody sits at it: nothing is asked. */
function unattended(
  password: string,
  signal: AbortSignal,
  notice = (text: string): void => void process.stderr.write(`${text}\n`),
): Terminal {
  return {
    out: () => {},
    err: (text) => notice(text.trimEnd()),
    // Nobody reads it: what is no terminal is not asked.
    input: new PassThrough() as unknown as NodeJS.ReadStream,
    env: { PYCHAT_PASSWORD: password },
    language: 'en',
    words,
    signal,
    output: new PassThrough() as unknown as NodeJS.WriteStream,
    onHangup: () => () => {},
    drained: () => Promise.resolve(),
    hold: () => () => {},
    release: () => {},
    endedWith: () => undefined,
  };
}
