import { openOutside } from '../outside.ts';
import type { Command } from './_command.ts';

export const open: Command = {
  name: 'open',
  aims: true,
  run: (state) => openOutside(state),
};
