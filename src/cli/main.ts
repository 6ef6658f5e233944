import { Command, CommanderError, Option } from 'commander';

import { languageIn, languageOf, languages } from '../words/language.ts';
import { inEnglish, inWords } from '../words/reason.ts';
import { wordsOf } from '../words/words.ts';
import { version } from './_agent.ts';
import { leave } from './_held.ts';
import { helpIn, usageSentence } from './_usage.ts';
import {
  logoutCommand,
  passwordCommand,
  devicesCommand,
  sessionsCommand,
  usersCommand,
} from './account.ts';
import { adminCommand } from './admin.ts';
import { certsCommand } from './certs.ts';
import { connectCommand } from './connect.ts';
import { stopCommand, reloadCommand } from './control.ts';
import { discoverCommand } from './discover.ts';
import { doctorCommand } from './doctor.ts';
import { exportCommand } from './export.ts';
import { exits, explained, sentence } from './failure.ts';
import { fileCommand } from './file.ts';
import { listenCommand } from './listen.ts';
import { registerCommand, loginCommand } from './register.ts';
import { channelCommand, groupCommand } from './rooms.ts';
import { sendCommand } from './send.ts';
import { serveCommand } from './serve.ts';
import { canShow, type Console, type Terminal, endingOf, terminalOf } from './terminal.ts';
import { verifyCommand } from './verify.ts';

/** Every command, in the order of the help. */
const commands = [
  serveCommand,
  connectCommand,
  discoverCommand,
  registerCommand,
  loginCommand,
  logoutCommand,
  passwordCommand,
  devicesCommand,
  sessionsCommand,
  verifyCommand,
  sendCommand,
  listenCommand,
  fileCommand,
  exportCommand,
  channelCommand,
  groupCommand,
  usersCommand,
  certsCommand,
  adminCommand,
  stopCommand,
  reloadCommand,
  doctorCommand,
];

/** Runs one command line and answers its exit code. Never touches `process`. */
export async function main(args: readonly string[], console: Console): Promise<number> {
  const language = languageOf({ lang: langIn(args), env: console.env });
  const terminal: Terminal = { ...console, language, words: await wordsOf(language) };
  try {
    await program(terminal).parseAsync(commandIn(args, terminal), { from: 'user' });
    return exits.done;
  } catch (fault) {
    return codeOf(fault, terminal);
  }
}

/** `--lang` counts before the command line is understood: what is wrong with that is told in it. */
function langIn(args: readonly string[]): string | undefined {
  const end = args.indexOf('--');
  const options = end < 0 ? args : args.slice(0, end);
  const at = options.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const lang = options[at]?.slice('--lang='.length) || options[at + 1];
  return at < 0 ? undefined : languageIn(lang);
}

/** `pychat` alone is the start screen, where there is a terminal to show it. */
function commandIn(args: readonly string[], terminal: Terminal): readonly string[] {
  if (!canShow(terminal)) return args;
  const { operands, unknown } = program(terminal).parseOptions([...args]);
  const asksHelp = unknown.some((option) => option === '--help' || option === '-h');
  return operands.length > 0 || asksHelp ? args : ['connect', '--start', ...args];
}

function codeOf(fault: unknown, terminal: Terminal): number {
  if (fault instanceof CommanderError) return fault.exitCode === 0 ? exits.done : exits.usage;
  const ending = endingOf(terminal);
  if (ending === 'EPIPE') return exits.done;
  if (ending && fault instanceof Error && fault.name === 'AbortError') return exits.interrupted;
  const known = explained(fault);
  terminal.release();
  if (!known) return reported(fault, terminal, terminal.words.reasons.bug);
  const text = inWords(terminal.words.reasons, known.reason);
  if (text !== '') terminal.err(sentence(text));
  return known.exit;
}

function reported(bug: unknown, terminal: Console, about: string): number {
  terminal.err(`${bug instanceof Error ? bug.stack : String(bug)}\n`);
  terminal.err(sentence(about));
  return exits.bug;
}

function program(terminal: Terminal): Command {
  const { help } = terminal.words;
  const top = new Command('pychat')
    .description(help.about)
    .version(version, '--version', help.version)
    .option('--home <dir>', help.home)
    .addOption(langOption(help.lang))
    .option('--no-color', help.noColor)
    .option('--no-history', help.noHistory)
    .showSuggestionAfterError()
    .helpCommand(false);
  for (const command of commands) top.addCommand(command(terminal));
  for (const command of everyCommand(top)) prepare(command, terminal);
  return top;
}

/** A name that is nearly right is understood. */
function langOption(about: string): Option {
  const option = new Option('--lang <language>', about).choices(languages);
  const { parseArg } = option;
  return option.argParser((name: string) => languageIn(name) ?? parseArg?.(name, undefined));
}

const everyCommand = (command: Command): Command[] => [
  command,
  ...command.commands.flatMap(everyCommand),
];

function prepare(command: Command, terminal: Terminal): void {
  const { words } = terminal;
  command.exitOverride().helpOption('-h, --help', words.help.help).configureHelp(helpIn(words));
  command.configureOutput({
    writeOut: terminal.out,
    writeErr: terminal.err,
    outputError(text, write) {
      write(sentence(words.usage.see(usageSentence(words, text), pathOf(command))));
    },
  });
}

const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();

/** What `bin/pychat.js` calls. */
export const run = (host: NodeJS.Process): Promise<void> =>
  toTheEnd(host, (terminal) => main(host.argv.slice(2), terminal));

/** Works, and ends the process: the one function that does. A screen is put back before anything is told. */
export async function toTheEnd(
  host: NodeJS.Process,
  work: (terminal: Console) => Promise<number>,
): Promise<void> {
  const terminal = terminalOf(host);
  host.on('uncaughtException', (bug) => {
    terminal.release();
    host.exit(reported(bug, terminal, inEnglish(['bug'])));
  });
  const code = await work(terminal);
  terminal.release();
  const ended = terminal.endedWith();
  if (ended !== undefined) leave(host, ended);
  host.stdout.write('', () => void host.stderr.write('', () => host.exit(code)));
}
