import { Command } from 'commander';

import { exits, Failure } from './failure.ts';
import { accountOptions, example, homeFor, printJson } from './options.ts';
import type { PasswordOptions } from './secret.ts';
import type { Terminal } from './terminal.ts';

interface Options extends PasswordOptions {
  readonly user?: string;
  readonly invite?: string;
  readonly json?: boolean;
}

/** `pychat register`: makes an account. */
export function registerCommand(terminal: Terminal): Command {
  const register = accountOptions(new Command('register'))
    .description('make an account')
    .argument('<address>')
    .option('--invite <code>', 'the code of an invitation')
    .option('--json', 'as one JSON object')
    .action((address: string, _options: Options, command: Command) =>
      enter(terminal, address, command, 'register'),
    );
  return example(register, 'pychat register chat.example --user ana');
}

/** `pychat login`: makes this machine a device of an account; from then on no password is needed here. */
export function loginCommand(terminal: Terminal): Command {
  const login = accountOptions(new Command('login'))
    .description('log in on this machine')
    .argument('<address>')
    .option('--json', 'as one JSON object')
    .action((address: string, _options: Options, command: Command) =>
      enter(terminal, address, command, 'login'),
    );
  return example(login, 'pychat login chat.example --user ana');
}

async function enter(
  terminal: Terminal,
  text: string,
  command: Command,
  how: 'login' | 'register',
): Promise<void> {
  const { user, json, invite, ...options } = command.optsWithGlobals<Options>();
  const { addressOf } = await import('./_account.ts');
  const address = addressOf(text);
  if (user === undefined) throw new Failure(['no-user'], exits.usage);
  const { enrolHere } = await import('./_enrol.ts');
  const { accountsIn } = await import('../home/accounts.ts');
  const home = homeFor(command, terminal);
  const name = user.toLowerCase();
  const account = await enrolHere({ home, terminal, address, name, options, how, invite });
  await accountsIn(home.data).used(account);
  if (json) {
    const { nuvem, device, addresses } = account;
    const event = how === 'register' ? 'registered' : 'logged-in';
    return printJson(terminal, {
      event,
      user: account.name,
      address: addresses[0],
      fingerprint: nuvem,
      device,
    });
  }
  terminal.err(
    `${how === 'register' ? 'The account is made; you are' : 'You are'} logged in as ${account.name}.\n`,
  );
}
