import { randomBytes } from 'node:crypto';

import { Command } from 'commander';

import { formatAddress } from '../base/address.ts';
import type { Words } from '../words/words.ts';
import type { Seen } from './_around.ts';
import { exits, Failure, silent } from './failure.ts';
import { example, homeFor, printJson, seconds } from './options.ts';
import type { Terminal } from './terminal.ts';

interface Options {
  readonly timeout: number;
  readonly json?: boolean;
}

const longestWait = 3600;

/** `pychat discover`: which nuvens of this network say that they are there. Nobody is talked to. */
export function discoverCommand(terminal: Terminal): Command {
  const { help } = terminal.words;
  const discover = new Command('discover')
    .description(help.discover.about)
    .option('--timeout <seconds>', help.discover.timeout, seconds(terminal), 2)
    .option('--json', help.json)
    .action((options: Options, command: Command) => look(terminal, command, options));
  return example(terminal, discover, 'pychat discover', 'pychat discover --json | jq .nuvens[]');
}

async function look(
  terminal: Terminal,
  command: Command,
  { timeout, json }: Options,
): Promise<void> {
  const { acquaintanceOf, discoveryPort } = await import('./_around.ts');
  const { lookAround } = await import('../net/look-around.ts');
  const port = discoveryPort(terminal);
  const ms = Math.min(timeout, longestWait) * 1000;
  const { signal, words } = terminal;
  const asked = { port, ms, nonce: randomBytes(16), signal };
  const sightings = port === 0 ? [] : await lookAround(asked);
  if (signal.aborted) throw new Failure(silent, exits.interrupted);
  const acquaintance = await acquaintanceOf(homeFor(command, terminal));
  const found = acquaintance.judged(sightings);
  await acquaintance.remember(found);
  if (json) return printJson(terminal, { event: 'discover', nuvens: found.map(asJson) });
  const { table } = await import('./_table.ts');
  if (found.length === 0) return terminal.err(`${words.results.noneFound}\n`);
  terminal.out(
    table(
      found.map((one) => asRow(words, one)),
      200,
    ),
  );
  for (const one of found)
    if (one.standing === 'other') terminal.err(`${words.results.otherFound(one.name)}\n`);
}

const asRow = ({ results }: Words, { name, addresses, fingerprint, standing }: Seen) => [
  name,
  results.standing[standing],
  `pychat connect ${inShell(formatAddress({ ...addresses[0], fingerprint }))}`,
];

/** Brackets mean something to a shell. */
const inShell = (address: string): string => (address.includes('[') ? `'${address}'` : address);

const asJson = ({ name, version, fingerprint, addresses, standing }: Seen): object => ({
  name,
  address: formatAddress(addresses[0]),
  addresses: addresses.map(formatAddress),
  fingerprint,
  version,
  known: standing === 'known',
  otherKey: standing === 'other',
  connect: `pychat connect ${inShell(formatAddress({ ...addresses[0], fingerprint }))}`,
});
