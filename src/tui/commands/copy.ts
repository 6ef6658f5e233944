import { copy as copyIt } from '../outside.ts';
import type { Command } from './_command.ts';

export const copy: Command = {
  name: 'copy',
  aims: true,
  run: (state) => copyIt(state),
};
