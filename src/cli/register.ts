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
  const { help } = terminal.words;
  const register = accountOptions(terminal, new Command('register'))
    .description(help.register)
    .argument('<address>')
    .option('--invite <code>', help.invite)
    .option('--json', help.json)
    .action((address: string, _options: Options, command: Command) =>
      enter(terminal, address, command, 'register'),
    );
  return example(terminal, register, 'pychat register chat.example --user ana');
}

/** `pychat login`: makes this machine a device of an account; from then on no password is needed here. */
export function loginCommand(terminal: Terminal): Command {
  const { help } = terminal.words;
  const login = accountOptions(terminal, new Command('login'))
    .description(help.login)
    .argument('<address>')
    .option('--json', help.json)
    .action((address: string, _options: Options, command: Command) =>
      enter(terminal, address, command, 'login'),
    );
  return example(terminal, login, 'pychat login chat.example --user ana');
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
  const { registered, loggedIn } = terminal.words.results;
  terminal.err(`${(how === 'register' ? registered : loggedIn)(account.name)}\n`);
}
