import type { Command } from './_command.ts';

export const help: Command = { name: 'help', run: (state) => [{ ...state, help: { top: 0 } }, []] };
