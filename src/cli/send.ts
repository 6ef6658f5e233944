import { Command, Option } from 'commander';

import { exits, Failure } from './failure.ts';
import { accountOptions, example, seconds } from './options.ts';
import type { Terminal } from './terminal.ts';

export interface SendOptions {
  readonly wait: 'stored' | 'delivered' | 'read';
  readonly timeout: number;
  readonly lines?: boolean;
  readonly json?: boolean;
}

/** `pychat send`: says something, and ends when it is where it was to go. */
export function sendCommand(terminal: Terminal): Command {
  const send = accountOptions(new Command('send'))
    .description('send a line, or what comes on standard input')
    .argument('<address>')
    .argument('<to>', '@user, +group or #channel')
    .argument('[text...]')
    .addOption(
      new Option('--wait <state>', 'wait until it is there')
        .choices(['stored', 'delivered', 'read'])
        .default('stored'),
    )
    .option('--timeout <seconds>', 'how long to wait', seconds, 30)
    .option('--lines', 'standard input: every line is a message')
    .option('--json', 'one JSON object per message')
    .action(
      async (
        address: string,
        to: string,
        text: readonly string[],
        options: SendOptions,
        command: Command,
      ) => {
        if (!/^[@+#]./.test(to)) throw new Failure(['nobody-to', to], exits.usage);
        if (options.wait !== 'stored' && to.startsWith('#'))
          throw new Failure(['channel-receipts', options.wait], exits.usage);
        const { send: run } = await import('./_send.ts');
        await run({ terminal, command, address }, to, text, options);
      },
    );
  return example(
    send,
    "pychat send chat.example --user ana @bob 'tudo bem?'",
    'make 2>&1 | pychat send chat.example --user ci +team',
  );
}
