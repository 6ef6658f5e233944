import { ask } from '../effects.ts';
import { type Command, inOpen } from './_command.ts';

export const leave: Command = {
  name: 'leave',
  run: (state) =>
    inOpen(state, ({ to }) => [
      state,
      [ask<'leave'>({ kind: 'leave', room: to }, { for: 'nothing' })],
    ]),
};
