import { Command, InvalidArgumentError, Option } from 'commander';

import { example, homeFor, list, wholeNumber } from './options.ts';
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

/** What is not said is so. */
export const serveDefaults = {
  host: '127.0.0.1',
  port: 7070,
  name: 'nuvem',
  registration: 'open',
  sessions: 3,
  keep: 30,
  keepChannels: 365,
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
    .option('--keep-channels <days>', help.serve.keepChannels, days, keepChannels)
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
