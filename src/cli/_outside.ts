import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';

import { harmless } from '../base/sanitize.ts';
import { ClientError } from '../client/port.ts';
import { writePrivate } from '../home/private.ts';
import type { Outside } from '../tui/state.ts';

export interface OutsideOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A private folder, in which the text lies while the other program has it. */
  readonly folder: string;
  /** Gives the terminal away for a while. */
  readonly lend: <T>(use: () => Promise<T>) => Promise<T>;
}

/** Has the editor, the pager or the browser of this person do something. */
export function newOutside(options: OutsideOptions) {
  return async ({ do: what, text }: Outside): Promise<string | undefined> => {
    if (what === 'browse') await opened(browser(options.env, text));
    // The folder, and never what lies in it: nobody here knows what that does when it is opened.
    else if (what === 'show') await opened(folderOpener(dirname(text)));
    else return options.lend(() => inFile(options, what, text));
    return undefined;
  };
}

const onWindows = process.platform === 'win32';
const openers: Readonly<Record<string, readonly string[] | undefined>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Not through a shell: nothing in an address is obeyed. */
const browser = (env: OutsideOptions['env'], link: string): readonly string[] => [
  ...(wordsIn(env['BROWSER']) ?? openers[process.platform] ?? ['xdg-open']),
  new URL(link).href,
];

/** What shows a folder on this system, which a browser need not do. */
function folderOpener(folder: string): readonly string[] {
  if (onWindows) return ['explorer.exe', folder];
  if (process.platform === 'darwin') return ['open', folder];
  return ['xdg-open', pathToFileURL(folder).href];
}

function wordsIn(command: string | undefined): readonly string[] | undefined {
  const words = (command ?? '').split(/\s+/).filter((word) => word !== '');
  return words.length > 0 ? words : undefined;
}

/** A window of its own: it may stay when this program ends. */
function opened([command = '', ...args]: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true });
    child.once('error', (fault) => reject(missing(command, fault)));
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}

async function inFile(
  { env, folder }: OutsideOptions,
  what: 'read' | 'write',
  text: string,
): Promise<string | undefined> {
  const place = await mkdtemp(join(folder, `outside-${process.pid}-`));
  const file = join(place, 'message.txt');
  try {
    await writePrivate(file, text);
    await ran([...programFor(env, what), file]);
    return what === 'write' ? await written(file) : undefined;
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** Removes the texts that processes left in a folder which were killed while an editor had them. */
export async function sweepOutside(folder: string): Promise<void> {
  const left = (await readdir(folder)).filter((name) => {
    const [, pid] = /^outside-(\d+)-/.exec(name) ?? [];
    return pid !== undefined && !isAlive(Number(pid));
  });
  await Promise.all(left.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const programFor = (env: OutsideOptions['env'], what: 'read' | 'write'): readonly string[] =>
  what === 'write'
    ? (wordsIn(env['VISUAL']) ?? wordsIn(env['EDITOR']) ?? [onWindows ? 'notepad' : 'vi'])
    : (wordsIn(env['PAGER']) ?? [onWindows ? 'more' : 'less']);

function ran([command = '', ...args]: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit' });
    child.once('error', (fault) => reject(missing(command, fault)));
    child.once('close', (code) =>
      code === 0
        ? resolve()
        : reject(new ClientError('local', ['program-ended', command, String(code ?? 'a signal')])),
    );
  });
}

const missing = (command: string, fault: NodeJS.ErrnoException): ClientError =>
  new ClientError('local', ['no-program', command, fault.code ?? fault.message]);

const mostWritten = 1024 * 1024;

async function written(file: string): Promise<string> {
  if ((await stat(file)).size > mostWritten) throw new ClientError('local', ['long-draft']);
  return harmless((await readFile(file, 'utf8')).replace(/\n$/, ''));
}
