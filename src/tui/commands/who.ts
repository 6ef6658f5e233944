import { ask } from '../effects.ts';
import { type Command, inOpen } from './_command.ts';

export const who: Command = {
  name: 'who',
  run: (state) =>
    inOpen(state, ({ to }) => [
      state,
      [ask<'members'>({ kind: 'members', room: to }, { for: 'list', list: 'who', to })],
    ]),
};
