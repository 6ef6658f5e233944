import { ask } from '../effects.ts';
import { type Command, inOpen } from './_command.ts';

export const slow: Command = {
  name: 'slow',
  run: (state, said) =>
    inOpen(state, ({ to }) => {
      if (!/^\d{1,5}$/.test(said.trim())) return undefined;
      const asked = { kind: 'set-room', room: to, slow: Number(said) } as const;
      return [state, [ask<'set-room'>(asked, { for: 'done', text: state.words.toast.done })]];
    }),
};
