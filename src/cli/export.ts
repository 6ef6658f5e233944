import { Command, Option } from 'commander';

import { exits, Failure } from './failure.ts';
import { accountOptions, example } from './options.ts';
import type { Terminal } from './terminal.ts';

export interface ExportOptions {
  readonly format?: 'text' | 'json' | 'html';
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `pychat export`: all of a conversation, into a file or on standard output. */
export function exportCommand(terminal: Terminal): Command {
  const { help } = terminal.words;
  const command = accountOptions(terminal, new Command('export'))
    .description(help.export.about)
    .argument('<address>')
    .argument('<to>', help.to)
    .addOption(new Option('--format <how>', help.export.format).choices(['text', 'json', 'html']))
    .option('--out <file>', help.export.out)
    .option('--force', help.export.force)
    .option('--json', help.export.json)
    .action(async (address: string, to: string, options: ExportOptions, own: Command) => {
      if (!/^[@+#]./.test(to)) throw new Failure(['nobody-to', to], exits.usage);
      const { exportConversation } = await import('./_export.ts');
      await exportConversation({ terminal, command: own, address }, to, options);
    });
  return example(
    terminal,
    command,
    'pychat export chat.example --user ana +lab --format html --out lab.html',
    "pychat export chat.example --user ana '#lobby' --format json | wc -l",
  );
}
