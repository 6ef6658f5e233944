import type { Command } from './_command.ts';

export const quit: Command = { name: 'quit', run: (state) => [state, [{ do: 'quit' }]] };
