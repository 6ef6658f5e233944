import { Command } from 'commander';

import { exits, Failure } from './failure.ts';
import { accountOptions, example, seconds, wholeNumber } from './options.ts';
import type { Terminal } from './terminal.ts';

export interface ListenOptions {
  readonly json?: boolean;
  readonly count?: number;
  readonly timeout?: number;
  readonly since?: number;
}

/** `pychat listen`: prints what came since it last printed, then what comes. */
export function listenCommand(terminal: Terminal): Command {
  const listen = accountOptions(new Command('listen'))
    .description('print what is received, from where it last stopped')
    .argument('<address>')
    .argument('[to...]', 'only these: @user, +group, #channel')
    .option('--json', 'one JSON object per line')
    .option('--count <messages>', 'end after so many', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .option('--timeout <seconds>', 'end after so long', seconds)
    .option(
      '--since <seq>',
      'begin after this line of the one room named',
      wholeNumber(0, Number.MAX_SAFE_INTEGER),
    )
    .action(
      async (
        address: string,
        rooms: readonly string[],
        options: ListenOptions,
        command: Command,
      ) => {
        if (options.since !== undefined && rooms.length !== 1)
          throw new Failure(['since-rooms'], exits.usage);
        for (const room of rooms) {
          if (!/^[@+#]./.test(room)) throw new Failure(['no-room-named', room], exits.usage);
        }
        const { listen: run } = await import('./_listen.ts');
        await run({ terminal, command, address }, rooms, options);
      },
    );
  return example(
    listen,
    'pychat listen chat.example --user bot --json',
    'pychat listen chat.example @bob --count 1',
  );
}
