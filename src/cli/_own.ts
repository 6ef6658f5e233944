import { type OwnFile, ownKeys, ownThemes } from '../home/own.ts';
import type { Home } from '../home/paths.ts';
import { type OwnKeys, parseKeys } from '../tui/own-keys.ts';
import type { Theme } from '../tui/theme.ts';
import { builtIn, isThemeName, parseTheme, themeNames } from '../tui/themes.ts';
import type { Reason } from '../words/reason.ts';
import { exits, Failure } from './failure.ts';

/** The themes there are, and what this person's own files say. */
export interface Own {
  readonly keys: OwnKeys;
  /** In the order of F9. */
  readonly themes: ReadonlyMap<string, Theme>;
  /** Own themes that cannot be used, each with the sentence that says why. */
  readonly wrong: ReadonlyMap<string, Reason>;
}

export async function ownIn(home: Home): Promise<Own> {
  const [keys, files] = await Promise.all([ownKeys(home), ownThemes(home)]);
  const themes = new Map<string, Theme>(themeNames.map((name) => [name, builtIn(name)]));
  const wrong = new Map<string, Reason>();
  for (const { name, path, text } of files) {
    if (isThemeName(name)) continue;
    const theme = parseTheme(name, text);
    if (theme.ok) themes.set(name, theme.value);
    else wrong.set(name, ['own-file', path, { because: theme.error }]);
  }
  return { keys: keys ? keysIn(keys) : new Map(), themes, wrong };
}

function keysIn({ path, text }: OwnFile): OwnKeys {
  const keys = parseKeys(text);
  if (!keys.ok) throw new Failure(['own-file', path, { because: keys.error }], exits.usage);
  return keys.value;
}

/** The theme that was asked for, else the one of before where it is still there. */
export function themeIn({ themes, wrong }: Own, asked: string | undefined, before: string): string {
  if (asked === undefined) return themes.has(before) ? before : 'cmd';
  if (themes.has(asked)) return asked;
  const why = wrong.get(asked);
  const names = [...themes.keys()].join(', ');
  throw new Failure(why ?? ['no-theme', asked, names], exits.usage);
}

export const themeNamed = ({ themes }: Own, name: string): Theme =>
  themes.get(name) ?? builtIn('cmd');
