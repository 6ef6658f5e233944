import { stopTarget } from '../say.ts';
import type { Command } from './_command.ts';

export const cancel: Command = { name: 'cancel', run: (state) => [stopTarget(state), []] };
