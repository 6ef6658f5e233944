import { startFind } from '../find.ts';
import type { Command } from './_command.ts';

export const search: Command = {
  name: 'search',
  run: (state, said) => startFind(state, said.trim()),
};
