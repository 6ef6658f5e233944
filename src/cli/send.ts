import { Command, Option } from 'commander';

import { exits, Failure } from './failure.ts';
import { accountOptions, example, seconds } from './options.ts';
import type { Terminal } from './terminal.ts';

export interface SendOptions {
  readonly wait: 'stored' | 'delivered' | 'read';
  readonly timeout: number;
  readonly lines?: boolean;
  readonly file?: readonly string[];
  readonly new?: boolean;
  readonly json?: boolean;
}

/** `pychat send`: says something, and ends when it is where it was to go. */
export function sendCommand(terminal: Terminal): Command {
  const { help } = terminal.words;
  const send = accountOptions(terminal, new Command('send'))
    .description(help.send.about)
    .argument('<address>')
    .argument('<to>', help.to)
    .argument('[text...]')
    .addOption(
      new Option('--wait <state>', help.send.wait)
        .choices(['stored', 'delivered', 'read'])
        .default('stored'),
    )
    .option('--timeout <seconds>', help.send.timeout, seconds(terminal), 30)
    .option('--lines', help.send.lines)
    .option('--file <path>', help.file.ofSend, several)
    .option('--new', help.send.new)
    .option('--json', help.send.json)
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
    terminal,
    send,
    "pychat send chat.example --user ana @bob 'tudo bem?'",
    "pychat send chat.example --user ana @bob 'the minutes' --file minutes.pdf",
    'make 2>&1 | pychat send chat.example --user ci +team',
  );
}

const several = (path: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  path,
];
