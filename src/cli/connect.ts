import { Command, Option } from 'commander';

import { exits, Failure } from './failure.ts';
import { accountOptions, example, homeFor, size } from './options.ts';
import { canShow, type Terminal } from './terminal.ts';

export interface ConnectOptions {
  readonly user?: string;
  readonly register?: boolean;
  readonly invite?: string;
  readonly passwordFile?: string;
  readonly plain?: boolean;
  readonly accessible?: boolean;
  readonly theme?: string;
  readonly splash?: boolean;
  /** Whether what is kept here lies under the password; undefined leaves it as it is. */
  readonly lock?: boolean;
  /** No command was named: `pychat` alone. */
  readonly start?: boolean;
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
    .option('--downloads <folder>', help.connect.downloads)
    .addOption(
      new Option('--auto-get <size>', help.connect.autoGet).argParser(sizeOrNone(terminal)),
    )
    .option('--previews', help.connect.previews)
    .option('--no-previews', help.connect.noPreviews)
    .option('--direct', help.connect.direct)
    .option('--no-direct', help.connect.noDirect)
    .option('--lock', help.connect.lock)
    .option('--no-lock', help.connect.noLock)
    .addOption(new Option('--start', help.connect.about).hideHelp())
    .action((address: string | undefined, _options: object, command: Command) =>
      start(terminal, command, address),
    );
  return example(
    terminal,
    connect,
    'pychat connect chat.example#sha256:… --user ana --register',
    'pychat connect',
  );
}

/** 0 is for none. */
const sizeOrNone =
  (terminal: Terminal) =>
  (text: string): number =>
    text === '0' ? 0 : size(terminal)(text);

async function start(
  terminal: Terminal,
  command: Command,
  address: string | undefined,
): Promise<void> {
  const home = homeFor(command, terminal);
  const { user, start: first, theme } = command.opts<ConnectOptions>();
  if (theme !== undefined) {
    const { ownIn, themeIn } = await import('./_own.ts');
    themeIn(await ownIn(home), theme, '');
  }
  const { accountsIn } = await import('../home/accounts.ts');
  const last = address === undefined ? await accountsIn(home.data).last() : undefined;
  const where = address ?? last?.addresses[0];
  if (first || where === undefined) {
    if (!isForScreen(terminal, command)) throw nobody();
    const { begin } = await import('./_begin.ts');
    return begin({ terminal, command }, home, { to: 'menu' });
  }
  if (last && user === undefined) command.setOptionValue('user', last.name);
  const { connect: run } = await import('./_connect.ts');
  await run({ terminal, command, address: where }, home);
}

/** Whether a whole screen is wanted, and can be had. */
export function isForScreen(terminal: Terminal, command: Command): boolean {
  const { plain, accessible } = command.optsWithGlobals<ConnectOptions>();
  return !plain && !accessible && canShow(terminal);
}

const nobody = (): Failure => new Failure(['nobody-here'], exits.usage);
