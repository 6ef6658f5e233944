import { randomBytes } from 'node:crypto';

import { Command } from 'commander';

import { exits, Failure } from './failure.ts';
import { example, homeFor, wholeNumber } from './options.ts';
import type { Terminal } from './terminal.ts';

interface Options {
  readonly local?: boolean;
  readonly user?: string;
  readonly uses: number;
  readonly days: number;
  readonly json?: boolean;
}

/** `pychat admin`: what operators do, from anywhere with a log-in or on the nuvem's own machine without one. */
export function adminCommand(terminal: Terminal): Command {
  const { help } = terminal.words;
  const admin = new Command('admin')
    .description(help.admin.about)
    .argument('[words...]', 'ADDRESS invite · invite · grant NAME')
    .option('--local', help.admin.local)
    .option('--user <admin>', help.admin.user)
    .option('--uses <times>', help.admin.uses, wholeNumber(terminal, 1, 10_000), 1)
    .option('--days <days>', help.admin.days, wholeNumber(terminal, 1, 3650), 7)
    .option('--password-file <file>', help.admin.passwordFile)
    .option('--json', help.json)
    .action(async (words: readonly string[], options: Options, command: Command) =>
      options.local ? local(terminal, words, options, command) : remote(terminal, words, command),
    );
  return example(
    terminal,
    admin,
    'pychat admin --local grant ana',
    'pychat admin --local invite --uses 5',
    'pychat admin chat.example --user ana invite',
  );
}

async function local(
  terminal: Terminal,
  [verb, name, ...rest]: readonly string[],
  options: Options,
  command: Command,
): Promise<void> {
  const home = homeFor(command, terminal);
  const { askOwner, inviteLocally } = await import('./_operator.ts');
  if (verb === 'grant' && name !== undefined && rest.length === 0) {
    const op = randomBytes(16);
    const ask = { type: 'admin.grant', op, name: name.toLowerCase(), role: 'admin' } as const;
    await askOwner(home, ask, terminal.signal);
    if (options.json) return terminal.out(`${JSON.stringify({ event: 'granted', user: name })}\n`);
    return terminal.err(`${terminal.words.results.operator(name)}\n`);
  }
  if (verb !== 'invite' || name !== undefined) throw wrong();
  const op = randomBytes(16);
  const made = await inviteLocally(
    home,
    { op, uses: options.uses, days: options.days },
    terminal.signal,
  );
  return printInvite(terminal, made, options.json ?? false);
}

async function remote(
  terminal: Terminal,
  [address, verb, ...rest]: readonly string[],
  command: Command,
): Promise<void> {
  if (address === undefined || verb !== 'invite' || rest.length > 0) throw wrong();
  const { withClient } = await import('./_session.ts');
  const { uses, days, json = false } = command.opts<Options>();
  const ask = { kind: 'invite', id: randomBytes(16).toString('hex'), uses, days } as const;
  await withClient({ terminal, command, address }, async (client) =>
    printInvite(terminal, await client.ask<'invite'>(ask), json),
  );
}

function printInvite(
  terminal: Terminal,
  { code, until }: { readonly code: string; readonly until: number },
  json: boolean,
): void {
  const at = new Date(until).toISOString();
  if (json) terminal.out(`${JSON.stringify({ event: 'invite', code, until: at })}\n`);
  else terminal.out(`${code}\n`);
  if (!json) terminal.err(`${terminal.words.results.inviteUntil(at.slice(0, 10), code)}\n`);
}

const wrong = (): Failure => new Failure(['no-operator-command'], exits.usage);
