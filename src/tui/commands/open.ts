import { openOutside } from '../outside.ts';
import type { Command } from './_command.ts';

export const open: Command = { name: 'open', run: (state) => openOutside(state) };
