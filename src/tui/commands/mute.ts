import { toast } from '../effects.ts';
import { type Command, inOpen } from './_command.ts';

/** Of this machine only: the others see nothing of it. */
export const mute: Command = {
  name: 'mute',
  run: (state) =>
    inOpen(state, ({ to, title }) => {
      const muted = new Set(state.muted);
      const was = muted.delete(to);
      if (!was) muted.add(to);
      const { words } = state;
      const text = was ? words.toast.unmuted(title) : words.toast.muted(title);
      return [toast({ ...state, muted }, text), [{ do: 'keep' }]];
    }),
};
