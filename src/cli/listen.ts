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
  const { help } = terminal.words;
  const listen = accountOptions(terminal, new Command('listen'))
    .description(help.listen.about)
    .argument('<address>')
    .argument('[to...]', help.listen.to)
    .option('--json', help.listen.json)
    .option(
      '--count <messages>',
      help.listen.count,
      wholeNumber(terminal, 1, Number.MAX_SAFE_INTEGER),
    )
    .option('--timeout <seconds>', help.listen.timeout, seconds(terminal))
    .option('--since <seq>', help.listen.since, wholeNumber(terminal, 0, Number.MAX_SAFE_INTEGER))
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
    terminal,
    listen,
    'pychat listen chat.example --user bot --json',
    'pychat listen chat.example @bob --count 1',
  );
}
