import { ask } from '../effects.ts';
import type { Command } from './_command.ts';

export const retry: Command = {
  name: 'retry',
  run: (state) => [state, [ask<'retry'>({ kind: 'retry' })]],
};
