import { readFile } from 'node:fs/promises';
import type { ReadStream } from 'node:tty';

import { openToOthers } from '../home/private.ts';
import { exits, Failure, silent } from './failure.ts';
import { isTerminal, type Terminal } from './terminal.ts';

export interface PasswordOptions {
  readonly passwordFile?: string;
  readonly newPasswordFile?: string;
}

/** The one that is, or the one that shall be: each has its own option and variable. */
type Which = 'now' | 'new';

/** Where passwords come from: the file, `$PYCHAT_PASSWORD`, or a prompt that echoes nothing. Never an argument. */
export async function passwordFrom(
  terminal: Terminal,
  options: PasswordOptions,
  question: string,
): Promise<string> {
  const given = await passwordGiven(terminal, options, 'now');
  return given ?? askSecret(terminal, question);
}

/** A new password: asked for twice where it is typed. */
export async function newPasswordFrom(
  terminal: Terminal,
  options: PasswordOptions,
  question: string,
  which: Which = 'now',
): Promise<string> {
  const given = await passwordGiven(terminal, options, which);
  if (given !== undefined) return given;
  const first = await askSecret(terminal, question, which);
  if ((await askSecret(terminal, terminal.words.results.again)) === first) return first;
  throw new Failure(['passwords-differ'], exits.usage);
}

async function passwordGiven(
  terminal: Terminal,
  options: PasswordOptions,
  which: Which,
): Promise<string | undefined> {
  const [file, variable] =
    which === 'now'
      ? [options.passwordFile, 'PYCHAT_PASSWORD']
      : [options.newPasswordFile, 'PYCHAT_NEW_PASSWORD'];
  const password = file === undefined ? terminal.env[variable] : await read(file);
  if (file !== undefined && (await openToOthers(file)))
    terminal.err(`${terminal.words.results.readable(file)}\n`);
  if (password === '') throw new Failure(['password-empty'], exits.usage);
  return password;
}

/** The first line of a file. */
async function read(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).split(/\r?\n/, 1)[0] ?? '';
}

const longest = 1024;

/** Asks on the terminal, without showing what is typed. */
export async function askSecret(
  terminal: Terminal,
  question: string,
  which: Which = 'now',
): Promise<string> {
  const { input, signal } = terminal;
  if (!isTerminal(input))
    throw new Failure([which === 'now' ? 'password-where' : 'new-password-where'], exits.usage);
  // First of all: what is typed as soon as the question stands there is not shown either.
  input.setRawMode(true);
  try {
    terminal.err(question);
    return await typed(input, signal);
  } finally {
    input.setRawMode(false);
    input.pause();
    terminal.err('\n');
  }
}

function typed(input: ReadStream, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const line = newSecretLine();
    const finish = (act: () => void): void => {
      input.off('data', take);
      input.off('end', ended);
      signal.removeEventListener('abort', ended);
      act();
    };
    const ended = (): void => finish(() => reject(new Failure(silent, exits.interrupted)));
    const take = (chunk: Buffer | string): void => {
      const state = line.take(chunk.toString());
      if (state === 'done') finish(() => resolve(line.text()));
      else if (state === 'stopped') ended();
    };
    input.on('data', take);
    input.on('end', ended);
    signal.addEventListener('abort', ended);
    input.resume();
  });
}

type Taken = 'more' | 'done' | 'stopped';

interface SecretLine {
  readonly take: (chunk: string) => Taken;
  readonly text: () => string;
}

/** An arrow key and its like come as one escape sequence; here they mean nothing. */
const escapeKey = '\u001b';
const escapes = new RegExp(`${escapeKey}(\\[[\\d;]*.|O.|.)?`, 'gu');

/** The keys of a raw terminal, put together to a line: erase, erase all, enter, stop. */
export function newSecretLine(): SecretLine {
  let characters: string[] = [];
  const keys: Readonly<Record<string, () => Taken>> = {
    '\r': () => 'done',
    '\n': () => 'done',
    '\u0003': () => 'stopped',
    '\u0004': () => (characters.length === 0 ? 'stopped' : 'more'),
    '\u007f': erase,
    '\b': erase,
    '\u0015': eraseAll,
  };
  function erase(): Taken {
    characters.pop();
    return 'more';
  }
  function eraseAll(): Taken {
    characters = [];
    return 'more';
  }
  function type(character: string): Taken {
    if (character >= ' ' && characters.length < longest) characters.push(character);
    return 'more';
  }

  return {
    take(chunk) {
      for (const character of chunk.replaceAll(escapes, '')) {
        const taken = (keys[character] ?? (() => type(character)))();
        if (taken !== 'more') return taken;
      }
      return 'more';
    },
    text: () => characters.join(''),
  };
}
