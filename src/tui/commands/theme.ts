import { inWords } from '../../words/reason.ts';
import { tell } from '../chats.ts';
import { toast } from '../effects.ts';
import type { State, Step } from '../state.ts';
import type { Command } from './_command.ts';

export const theme: Command = {
  name: 'theme',
  run(state, said) {
    const name = said.trim();
    if (name === '') return nextTheme(state);
    const wrong = state.wrongThemes.get(name);
    if (wrong !== undefined)
      return [tell(state, `! ${inWords(state.words.reasons, wrong)}`, 'alert'), []];
    if (state.themes.includes(name)) return withTheme(state, name);
    return [toast(state, state.words.toast.noSuchTheme(state.themes.join(' '))), []];
  },
};

export function nextTheme(state: State): Step {
  const { theme: now, themes } = state;
  return withTheme(state, themes[(themes.indexOf(now) + 1) % themes.length] ?? now);
}

const withTheme = (state: State, name: string): Step => [
  toast({ ...state, theme: name }, state.words.toast.theme(name)),
  [{ do: 'keep' }],
];
