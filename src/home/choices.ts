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
  /** Everything that was to be kept is on disk, or the failure is told. */
  readonly kept: () => Promise<void>;
}

const mostMuted = 1000;
const mostColours = 1000;

export function choicesIn(folder: string): ChoicesFile {
  const file = join(folder, 'screen.json');
  let writing = Promise.resolve();
  let failure: unknown;
  return {
    read: async () => parsed((await readIfThere(file)) ?? ''),
    keep(choices) {
      const text = `${JSON.stringify(choices, undefined, 2)}\n`;
      writing = writing
        .then(() => writePrivate(file, text))
        .catch((fault: unknown) => void (failure = fault));
    },
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
