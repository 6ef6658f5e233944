import { Command, InvalidArgumentError, Option } from 'commander';

import { example, homeFor, list, size, wholeNumber } from './options.ts';
import type { Terminal } from './terminal.ts';

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly store?: string;
  readonly registration: 'open' | 'invite' | 'closed';
  readonly sessions: number;
  readonly keep: number;
  readonly keepChannels: number;
  readonly discovery: boolean;
  readonly files: boolean;
  readonly fileMax: number;
  readonly filesPerUser: number;
  readonly filesTotal: number;
  readonly keepFiles: number;
  readonly tls12?: boolean;
  readonly trustProxy?: readonly string[];
  readonly limits?: Limits;
  readonly json?: boolean;
}

export interface Limits {
  readonly posts?: number;
  readonly burst?: number;
  readonly bytes?: number;
  readonly day?: number;
  readonly rooms?: number;
  /** Unsealed lines of older programs are taken in groups and direct messages too. */
  readonly unsealed?: number;
}

const gib = 1024 ** 3;

/** What is not said is so. */
export const serveDefaults = {
  host: '127.0.0.1',
  port: 7070,
  name: 'nuvem',
  registration: 'open',
  sessions: 3,
  keep: 30,
  keepChannels: 365,
  discovery: true,
  files: true,
  fileMax: 4 * gib,
  filesPerUser: 8 * gib,
  filesTotal: 64 * gib,
  keepFiles: 30,
} as const satisfies ServeOptions;

/** `pychat serve`: runs a nuvem until it is told to stop. */
export function serveCommand(terminal: Terminal): Command {
  const { help } = terminal.words;
  const { host, port, sessions, keep, keepChannels, registration } = serveDefaults;
  const days = wholeNumber(terminal, 1, 36_500);
  const serve = new Command('serve')
    .description(help.serve.about)
    .option('--host <address>', help.serve.host, host)
    .option('--port <port>', help.serve.port, wholeNumber(terminal, 0, 65_535), port)
    .option('--name <name>', help.serve.name, name(terminal), serveDefaults.name)
    .option('--store <url>', help.serve.store)
    .addOption(
      new Option('--registration <how>', help.serve.registration)
        .choices(['open', 'invite', 'closed'])
        .default(registration),
    )
    .option('--sessions <count>', help.serve.sessions, wholeNumber(terminal, 1, 1000), sessions)
    .option('--keep <days>', help.serve.keep, days, keep)
    .option('--keep-channels <days>', help.serve.keepChannels, days, keepChannels);
  fileOptions(terminal, serve)
    .option('--no-discovery', help.serve.noDiscovery)
    .option('--tls12', help.serve.tls12)
    .option('--trust-proxy <addresses>', help.serve.trustProxy, list)
    .option('--limits <limits>', help.serve.limits, limits(terminal))
    .option('--json', help.serve.json)
    .action(async (options: ServeOptions, command: Command) => {
      const { serve: run } = await import('./_serve.ts');
      await run(terminal, homeFor(command, terminal), options);
    });
  return example(terminal, serve, 'pychat serve --host 0.0.0.0 --name casa');
}

function fileOptions(terminal: Terminal, serve: Command): Command {
  const { help } = terminal.words;
  const { fileMax, filesPerUser, filesTotal, keepFiles } = serveDefaults;
  const sized = (flags: string, what: string, bytes: number): Option =>
    new Option(flags, what).argParser(size(terminal)).default(bytes, `${bytes / gib}G`);
  return serve
    .addOption(sized('--file-max <size>', help.serve.fileMax, fileMax))
    .addOption(sized('--files-per-user <size>', help.serve.filesPerUser, filesPerUser))
    .addOption(sized('--files-total <size>', help.serve.filesTotal, filesTotal))
    .option(
      '--keep-files <days>',
      help.serve.keepFiles,
      wholeNumber(terminal, 1, 36_500),
      keepFiles,
    )
    .option('--no-files', help.serve.noFiles);
}

export const isNuvemName = (text: string): boolean =>
  /^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,31}$/u.test(text);

const name =
  ({ words }: Terminal) =>
  (text: string): string => {
    if (isNuvemName(text)) return text;
    throw new InvalidArgumentError(words.usage.nuvemName);
  };

const limits =
  ({ words }: Terminal) =>
  (text: string): Limits => {
    const found: Record<string, number> = {};
    for (const pair of text.split(',')) {
      const [, key = '', number = ''] =
        /^(posts|burst|bytes|day|rooms|unsealed)=([1-9]\d{0,11})$/.exec(pair) ?? [];
      if (key === '') throw new InvalidArgumentError(words.usage.limits);
      found[key] = Number(number);
    }
    return found;
  };
