import { toast } from '../effects.ts';
import type { State, Step } from '../state.ts';
import { isThemeName, themeNames } from '../themes.ts';
import type { Command } from './_command.ts';

export const theme: Command = {
  name: 'theme',
  run(state, said) {
    const name = said.trim();
    if (name === '') return nextTheme(state);
    if (isThemeName(name)) return withTheme(state, name);
    return [toast(state, state.words.toast.noSuchTheme(themeNames.join(' '))), []];
  },
};

export function nextTheme(state: State): Step {
  const at = themeNames.findIndex((name) => name === state.theme);
  return withTheme(state, themeNames[(at + 1) % themeNames.length] ?? state.theme);
}

const withTheme = (state: State, name: string): Step => [
  toast({ ...state, theme: name }, state.words.toast.theme(name)),
  [{ do: 'keep' }],
];
