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
  const connect = accountOptions(new Command('connect'))
    .description('talk: a whole screen (F1 helps), or line by line where there is no terminal')
    .argument('[address]', 'else the one used last')
    .option('--register', 'make the account first')
    .option('--invite <code>', 'with --register: the code of an invitation')
    .option('--theme <name>', 'colours: cmd, amber, green, dosblue, win95 or hc')
    .option('--plain', 'line by line, without a screen')
    .option('--accessible', 'line by line, for a screen reader')
    .option('--ascii', 'letters and signs of the oldest terminals only')
    .option('--no-mouse', 'leave the mouse to the terminal')
    .option('--no-splash', 'without the picture at the start')
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
    connect,
    'pychat connect chat.example#sha256:… --user ana --register',
    'pychat connect',
  );
}
