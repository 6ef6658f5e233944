import { ask } from '../effects.ts';
import { bare, type Command, inOpen, wordsOf } from './_command.ts';

export const add: Command = {
  name: 'add',
  run: (state, said) =>
    inOpen(state, ({ to }) => {
      const members = wordsOf(said).map(bare);
      if (members.length === 0) return undefined;
      const text = state.words.toast.done;
      return [state, [ask<'add'>({ kind: 'add', room: to, members }, { for: 'done', text })]];
    }),
};
