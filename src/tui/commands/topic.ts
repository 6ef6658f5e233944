import { ask } from '../effects.ts';
import { type Command, inOpen } from './_command.ts';

export const topic: Command = {
  name: 'topic',
  run: (state, said) =>
    inOpen(state, ({ to }) => {
      const asked = { kind: 'set-room', room: to, topic: said.trim() } as const;
      return [state, [ask<'set-room'>(asked, { for: 'done', text: state.words.toast.done })]];
    }),
};
