import { ask } from '../effects.ts';
import type { Command } from './_command.ts';

export const users: Command = {
  name: 'users',
  run: (state) => [
    state,
    [ask<'users'>({ kind: 'users' }, { for: 'list', list: 'users', to: state.at ?? '' })],
  ],
};
