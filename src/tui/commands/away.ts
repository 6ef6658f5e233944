import { ask, toast } from '../effects.ts';
import type { Command } from './_command.ts';

export const away: Command = {
  name: 'away',
  run(state) {
    const on = !state.away;
    const { words } = state;
    const next = toast({ ...state, away: on }, on ? words.toast.away : words.toast.back);
    return [next, [ask<'away'>({ kind: 'away', on })]];
  },
};
