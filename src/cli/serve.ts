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
}

/** `pychat serve`: runs a nuvem until it is told to stop. */
export function serveCommand(terminal: Terminal): Command {
  const days = wholeNumber(1, 36_500);
  const serve = new Command('serve')
    .description('run a nuvem')
    .option('--host <address>', 'where to listen; 0.0.0.0 is everywhere', '127.0.0.1')
    .option('--port <port>', 'port to listen on; 0 takes a free one', wholeNumber(0, 65_535), 7070)
    .option('--name <name>', 'what this nuvem is called', name, 'nuvem')
    .option('--store <url>', 'sqlite:FILE or memory:, instead of data/nuvem.db')
    .addOption(
      new Option('--registration <how>', 'who may make an account')
        .choices(['open', 'invite', 'closed'])
        .default('open'),
    )
    .option('--sessions <count>', 'sessions of one person at a time', wholeNumber(1, 1000), 3)
    .option('--keep <days>', 'how long lines of groups and DMs stay at most', days, 30)
    .option('--keep-channels <days>', 'how long lines of channels stay', days, 365)
    .option('--no-discovery', 'announce nothing on the network (nothing is announced yet)')
    .option('--tls12', 'also take TLS 1.2')
    .option('--trust-proxy <addresses>', 'proxies whose PROXY header is believed', list)
    .option(
      '--limits <limits>',
      'of an account: posts=20,burst=200,bytes=1048576 a second, day=268435456 bytes stored a day, rooms=500 made',
      limits,
    )
    .option('--json', 'one JSON object when ready')
    .action(async (options: ServeOptions, command: Command) => {
      const { serve: run } = await import('./_serve.ts');
      await run(terminal, homeFor(command, terminal), options);
    });
  return example(serve, 'pychat serve --host 0.0.0.0 --name casa');
}

function name(text: string): string {
  if (/^[\p{L}\p{N}][\p{L}\p{N} _.-]{0,31}$/u.test(text)) return text;
  throw new InvalidArgumentError('It is 1 to 32 letters, digits, blanks and _ . - long.');
}

function limits(text: string): Limits {
  const found: Record<string, number> = {};
  for (const pair of text.split(',')) {
    const [, key = '', number = ''] =
      /^(posts|burst|bytes|day|rooms)=([1-9]\d{0,11})$/.exec(pair) ?? [];
    if (key === '')
      throw new InvalidArgumentError(
        'It is like posts=20,burst=200,bytes=1048576,day=268435456,rooms=500.',
      );
    found[key] = Number(number);
  }
  return found;
}
