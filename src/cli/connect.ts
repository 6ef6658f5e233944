import { Command } from 'commander';

import { exits, Failure } from './failure.ts';
import { accountOptions, example, homeFor } from './options.ts';
import type { Terminal } from './terminal.ts';

export interface ConnectOptions {
  readonly user?: string;
  readonly register?: boolean;
  readonly invite?: string;
  readonly passwordFile?: string;
  readonly plain?: boolean;
  readonly accessible?: boolean;
  readonly theme?: string;
  readonly splash?: boolean;
}

/** `pychat connect`: talk, on a screen or line by line. */
export function connectCommand(terminal: Terminal): Command {
  const { help } = terminal.words;
  const connect = accountOptions(terminal, new Command('connect'))
    .description(help.connect.about)
    .argument('[address]', help.connect.address)
    .option('--register', help.connect.register)
    .option('--invite <code>', help.connect.invite)
    .option('--theme <name>', help.connect.theme)
    .option('--plain', help.connect.plain)
    .option('--accessible', help.connect.accessible)
    .option('--ascii', help.connect.ascii)
    .option('--no-mouse', help.connect.noMouse)
    .option('--no-splash', help.connect.noSplash)
    .action(async (address: string | undefined, _options: object, command: Command) => {
      const home = homeFor(command, terminal);
      const { accountsIn } = await import('../home/accounts.ts');
      const last = address === undefined ? await accountsIn(home.data).last() : undefined;
      const where = address ?? last?.addresses[0];
      if (where === undefined) throw new Failure(['nobody-here'], exits.usage);
      if (last && command.opts<ConnectOptions>().user === undefined)
        command.setOptionValue('user', last.name);
      const { connect: run } = await import('./_connect.ts');
      await run({ terminal, command, address: where }, home);
    });
  return example(
    terminal,
    connect,
    'pychat connect chat.example#sha256:… --user ana --register',
    'pychat connect',
  );
}
