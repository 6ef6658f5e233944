import { copy as copyIt } from '../outside.ts';
import type { Command } from './_command.ts';

export const copy: Command = { name: 'copy', run: (state) => copyIt(state) };
