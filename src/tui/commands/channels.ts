import { ask } from '../effects.ts';
import type { Command } from './_command.ts';

export const channels: Command = {
  name: 'channels',
  run: (state) => [
    state,
    [ask<'channels'>({ kind: 'channels' }, { for: 'list', list: 'channels', to: state.at ?? '' })],
  ],
};
