import { findEverywhere } from '../find.ts';
import type { Command } from './_command.ts';

export const searchAll: Command = {
  name: 'search-all',
  keyed: true,
  run: (state, said) => findEverywhere(state, said.trim()),
};
