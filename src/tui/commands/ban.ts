import { ask } from '../effects.ts';
import { bare, type Command, inOpen, wordsOf } from './_command.ts';

export const ban: Command = {
  name: 'ban',
  run: (state, said) =>
    inOpen(state, ({ to }) => {
      const [name, off] = wordsOf(said);
      if (name === undefined) return undefined;
      const asked = { kind: 'ban', room: to, member: bare(name), on: off !== 'off' } as const;
      return [state, [ask<'ban'>(asked, { for: 'done', text: state.words.toast.done })]];
    }),
};
