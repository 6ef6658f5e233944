import { ask } from '../effects.ts';
import { type Command, inOpen } from './_command.ts';

export const name: Command = {
  name: 'name',
  run: (state, said) =>
    inOpen(state, ({ to }) => {
      const asked = { kind: 'set-room', room: to, name: said.trim().replace(/^[+#]/, '') } as const;
      if (asked.name === '') return undefined;
      return [state, [ask<'set-room'>(asked, { for: 'done', text: state.words.toast.done })]];
    }),
};
