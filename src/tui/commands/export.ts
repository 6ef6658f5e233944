import { toast } from '../effects.ts';
import { type Command, inOpen } from './_command.ts';

export const exportIt: Command = {
  name: 'export',
  run: (state, said) =>
    inOpen(state, ({ to }) => [
      toast(state, state.words.toast.exporting),
      [{ do: 'export', to, said: said.trim() }],
    ]),
};
