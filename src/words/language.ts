/** What pychat speaks. English is always complete; every other language has the same shape, or does not compile. */
export const languages = ['en', 'pt-BR'] as const;
export type Language = (typeof languages)[number];

/** The language that is called so, or by its first half, if there is one. */
export function languageIn(name: string | undefined): Language | undefined {
  const low = name?.replaceAll('_', '-').toLowerCase();
  return languages.find((one) => [one.toLowerCase(), one.slice(0, 2)].some((is) => is === low));
}

const named = ({ env }: Pick<Speaker, 'env'>): string | undefined =>
  // As POSIX has it: the first that is not empty decides.
  env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || undefined;

interface Speaker {
  /** What `--lang` says. */
  readonly lang?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** `--lang` wins, else what the environment speaks, else (Windows sets none) what the system does. */
export function languageOf({ lang, env }: Speaker): Language {
  const spoken = lang ?? named({ env }) ?? Intl.DateTimeFormat().resolvedOptions().locale;
  return /^pt/i.test(spoken) ? 'pt-BR' : 'en';
}
