import { ask } from '../effects.ts';
import { bare, type Command, inOpen, wordsOf } from './_command.ts';

const roles = ['member', 'admin', 'owner'] as const;

export const role: Command = {
  name: 'role',
  run: (state, said) =>
    inOpen(state, ({ to }) => {
      const [name, word] = wordsOf(said);
      const wanted = roles.find((one) => one === word);
      if (name === undefined || !wanted) return undefined;
      const asked = { kind: 'role', room: to, member: bare(name), role: wanted } as const;
      return [state, [ask<'role'>(asked, { for: 'done', text: state.words.toast.done })]];
    }),
};
