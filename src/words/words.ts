import type { ScreenWords } from './en/screen.ts';
import type { Language } from './language.ts';

/** Every sentence of the command line, in one language. */
export type Words = typeof import('./en/words.ts').words;

/** Loads what the screen says in one language. */
export const screenWordsOf = async (language: Language): Promise<ScreenWords> =>
  language === 'pt-BR'
    ? (await import('./pt-BR/screen.ts')).screen
    : (await import('./en/screen.ts')).screen;

/** Loads the words of one language, and of no other. */
export const wordsOf = async (language: Language): Promise<Words> =>
  language === 'pt-BR'
    ? (await import('./pt-BR/words.ts')).words
    : (await import('./en/words.ts')).words;
