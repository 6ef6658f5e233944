import { join } from 'node:path';

import type { Choices, FileWishes } from '../tui/choices.ts';
import { readIfThere, writePrivate } from './private.ts';

export const firstChoices: Choices = {
  theme: 'cmd',
  muted: [],
  chats: true,
  people: true,
  quiet: '',
  colours: {},
};

/** The file of choices in an account's folder. */
export interface ChoicesFile {
  /** What is missing, or is not as this program writes it, is as at first. */
  readonly read: () => Promise<Choices>;
  readonly keep: (choices: Choices) => void;
  /** What is wished of files is kept by this alone: several processes may have chosen the rest. */
  readonly wish: (files: FileWishes) => void;
  /** Everything that was to be kept is on disk, or the failure is told. */
  readonly kept: () => Promise<void>;
}

const mostMuted = 1000;
const mostColours = 1000;

export function choicesIn(folder: string): ChoicesFile {
  const file = join(folder, 'screen.json');
  let writing = Promise.resolve();
  let failure: unknown;
  const read = async (): Promise<Choices> => parsed((await readIfThere(file)) ?? '');

  const change = (make: (before: Choices) => Choices): void =>
    void (writing = written(writing, make));

  async function written(before: Promise<void>, make: (before: Choices) => Choices): Promise<void> {
    await before;
    try {
      await writePrivate(file, `${JSON.stringify(make(await read()), undefined, 2)}\n`);
    } catch (fault) {
      failure = fault;
    }
  }

  return {
    read,
    keep: (choices) => change(({ files }) => ({ ...choices, ...(files ? { files } : {}) })),
    wish: (wished) => change((before) => ({ ...before, files: { ...before.files, ...wished } })),
    async kept() {
      await writing;
      if (failure !== undefined) throw failure;
    },
  };
}

function parsed(text: string): Choices {
  const found = objectIn(text);
  const { theme, muted, chats, people, quiet, lang } = found;
  const files = wishesIn(found.files);
  return {
    theme: typeof theme === 'string' ? theme.slice(0, 40) : firstChoices.theme,
    muted: Array.isArray(muted) ? muted.filter(isText).slice(0, mostMuted) : [],
    chats: typeof chats === 'boolean' ? chats : true,
    people: typeof people === 'boolean' ? people : true,
    quiet: isText(quiet) ? quiet.slice(0, 20) : '',
    colours: coloursIn(found.colours),
    ...(files ? { files } : {}),
    ...(isText(lang) ? { lang: lang.slice(0, 20) } : {}),
  };
}

const longestPath = 4096;

function wishesIn(found: unknown): FileWishes | undefined {
  if (typeof found !== 'object' || found === null) return undefined;
  const { downloads, autoGet, direct, previews } = found as Readonly<Record<string, unknown>>;
  return {
    ...(isText(downloads) && downloads !== ''
      ? { downloads: downloads.slice(0, longestPath) }
      : {}),
    ...(Number.isSafeInteger(autoGet) && Number(autoGet) >= 0 ? { autoGet: Number(autoGet) } : {}),
    ...(typeof direct === 'boolean' ? { direct } : {}),
    ...(typeof previews === 'boolean' ? { previews } : {}),
  };
}

function coloursIn(found: unknown): Choices['colours'] {
  const pairs = Object.entries(typeof found === 'object' && found !== null ? found : {});
  return Object.fromEntries(
    pairs
      .filter((pair): pair is [string, number] => Number.isInteger(pair[1]) && pair[1] >= 0)
      .slice(0, mostColours),
  );
}

const isText = (value: unknown): value is string => typeof value === 'string';

function objectIn(text: string): Readonly<Partial<Record<keyof Choices, unknown>>> {
  try {
    const found: unknown = JSON.parse(text);
    return typeof found === 'object' && found !== null ? found : {};
  } catch {
    // Nothing, or spoiled by hand: everything is as at first.
    return {};
  }
}
