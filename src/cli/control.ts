import { existsSync } from 'node:fs';

import { Command } from 'commander';

import { example, homeFor } from './options.ts';
import type { Terminal } from './terminal.ts';

/** `pychat stop`: what SIGTERM does, on every platform, for the nuvem of this home. */
export function stopCommand(terminal: Terminal): Command {
  const { help } = terminal.words;
  const stop = new Command('stop')
    .description(help.stop)
    .action(async (_options: object, command: Command) => {
      const { stopNuvem } = await import('./_control.ts');
      await stopNuvem(homeFor(command, terminal), terminal.signal);
      terminal.err(`${terminal.words.results.stopped}\n`);
    });
  return example(terminal, stop, 'pychat stop');
}

/** `pychat reload`: what SIGHUP does, on every platform. */
export function reloadCommand(terminal: Terminal): Command {
  const { help } = terminal.words;
  const reload = new Command('reload')
    .description(help.reload)
    .action(async (_options: object, command: Command) => {
      const { askNuvem } = await import('./_control.ts');
      const { certificateOf } = await import('./_certificate.ts');
      const home = homeFor(command, terminal);
      // What is wrong with it is said here, where somebody can do something about it.
      if (existsSync(home.certs)) await certificateOf(home.certs);
      await askNuvem(home, { type: 'admin.reload' }, terminal.signal);
      terminal.err(`${terminal.words.results.reloaded}\n`);
    });
  return example(terminal, reload, 'pychat certs --force && pychat reload');
}
