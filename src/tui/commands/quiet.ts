import { toast } from '../effects.ts';
import { parseQuiet, quietText } from '../quiet.ts';
import type { Command } from './_command.ts';

/** Of this machine only, and by its clock. */
export const quiet: Command = {
  name: 'quiet',
  run(state, said) {
    const { words } = state;
    if (said.trim() === '') return [toast(state, words.toast.quiet(quietText(state.quiet))), []];
    const hours = said.trim() === 'off' ? undefined : parseQuiet(said);
    if (!hours && said.trim() !== 'off') return undefined;
    const next = { ...state, quiet: hours };
    return [toast(next, words.toast.quiet(quietText(hours))), [{ do: 'keep' }]];
  },
};
