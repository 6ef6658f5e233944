import { scrollPages } from '../scroll.ts';
import type { Command } from './_command.ts';

export const older: Command = {
  name: 'older',
  keyed: true,
  run: (state) => scrollPages(state, -1),
};
