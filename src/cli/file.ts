import { Command, Option } from 'commander';

import { exits, Failure } from './failure.ts';
import { accountOptions, example, seconds } from './options.ts';
import type { Terminal } from './terminal.ts';

export interface FileOptions {
  readonly json?: boolean;
  readonly timeout?: number;
  readonly color?: boolean;
  /** False: by way of the nuvem only. */
  readonly direct?: boolean;
}

export interface FileSendOptions extends FileOptions {
  readonly wait: 'stored' | 'fetched';
  readonly new?: boolean;
}

export interface FileGetOptions extends FileOptions {
  readonly out?: string;
}

/** `pychat file`: sends and fetches files, and shows how that goes. */
export function fileCommand(terminal: Terminal): Command {
  const { help } = terminal.words;
  const file = new Command('file').description(help.file.about).helpCommand(false);
  const verbs = [sendVerb, listVerb, getVerb, pauseVerb, resumeVerb, cancelVerb];
  for (const verb of verbs) file.addCommand(verb(terminal));
  return example(
    terminal,
    file,
    'pychat file send chat.example --user ana @bob holiday.zip',
    'pychat file list',
    'pychat file get 1f3a --out ~/films/',
  );
}

function sendVerb(terminal: Terminal): Command {
  const { help } = terminal.words;
  const send = moving(terminal, verb(terminal, 'send'))
    .argument('<address>')
    .argument('<to>', help.to)
    .argument('<path...>')
    .addOption(
      new Option('--wait <state>', help.file.wait).choices(['stored', 'fetched']).default('stored'),
    )
    .option('--new', help.send.new)
    .action(
      async (
        address: string,
        to: string,
        paths: readonly string[],
        _options: FileSendOptions,
        command: Command,
      ) => {
        if (!/^[@+#]./.test(to)) throw new Failure(['nobody-to', to], exits.usage);
        const all = command.optsWithGlobals<FileSendOptions>();
        if (all.wait !== 'stored' && to.startsWith('#'))
          throw new Failure(['channel-receipts', all.wait], exits.usage);
        const { sendFiles } = await import('./_file-send.ts');
        await sendFiles({ terminal, command, address }, to, paths, all);
      },
    );
  return example(
    terminal,
    send,
    'pychat file send chat.example --user ana @bob holiday.zip',
    'pychat file send chat.example --user ana +lab results/ notes.txt --wait fetched',
  );
}

function listVerb(terminal: Terminal): Command {
  const { help } = terminal.words;
  const list = verb(terminal, 'list')
    .usage('[options] [address] [to...]')
    .argument('[address]', help.file.address)
    .argument('[to...]', help.listen.to)
    .option('--json', help.json)
    .action(
      async (
        first: string | undefined,
        more: readonly string[],
        options: FileOptions,
        command: Command,
      ) => {
        const given = [...(first === undefined ? [] : [first]), ...more];
        const { listFiles } = await import('./_file.ts');
        await listFiles(terminal, command, given, options);
      },
    );
  return example(terminal, list, 'pychat file list', 'pychat file list chat.example @bob --json');
}

function getVerb(terminal: Terminal): Command {
  const { help } = terminal.words;
  const get = ids(terminal, moving(terminal, verb(terminal, 'get')))
    .option('--out <path>', help.file.out)
    .action(async (given: readonly string[], _options: FileGetOptions, command: Command) => {
      const { getFiles } = await import('./_file-get.ts');
      await getFiles(terminal, command, given, command.optsWithGlobals<FileGetOptions>());
    });
  return example(
    terminal,
    get,
    'pychat file get 1f3a',
    'pychat file get chat.example --user bob 1f3a --out ~/films/',
  );
}

function resumeVerb(terminal: Terminal): Command {
  const resume = moving(terminal, verb(terminal, 'resume'))
    .usage('[options] [address] [id...]')
    .argument('[id...]', terminal.words.help.file.id)
    .action(async (given: readonly string[], _options: FileOptions, command: Command) => {
      const { resumeFiles } = await import('./_file-get.ts');
      await resumeFiles(terminal, command, given, command.optsWithGlobals<FileOptions>());
    });
  return example(terminal, resume, 'pychat file resume', 'pychat file resume 1f3a');
}

const pauseVerb = (terminal: Terminal): Command => restVerb(terminal, 'pause');
const cancelVerb = (terminal: Terminal): Command => restVerb(terminal, 'cancel');

function restVerb(terminal: Terminal, name: 'pause' | 'cancel'): Command {
  const command = ids(terminal, verb(terminal, name))
    .option('--json', terminal.words.help.json)
    .action(async (given: readonly string[], options: FileOptions) => {
      const { restFiles } = await import('./_file.ts');
      await restFiles(terminal, command, { given, options, verb: name });
    });
  return example(terminal, command, `pychat file ${name} 1f3a`);
}

const verb = (
  terminal: Terminal,
  name: 'send' | 'list' | 'get' | 'pause' | 'resume' | 'cancel',
): Command =>
  accountOptions(terminal, new Command(name)).description(terminal.words.help.file[name]);

const ids = ({ words }: Terminal, command: Command): Command =>
  command.usage('[options] [address] <id...>').argument('<id...>', words.help.file.id);

/** What every command takes that stays until files are there. */
const moving = (terminal: Terminal, command: Command): Command =>
  command
    .option('--timeout <seconds>', terminal.words.help.file.timeout, seconds(terminal))
    .option('--no-direct', terminal.words.help.file.noDirect)
    .option('--json', terminal.words.help.file.json);
