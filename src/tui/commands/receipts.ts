import { ask } from '../effects.ts';
import type { Command } from './_command.ts';

export const receipts: Command = {
  name: 'receipts',
  run(state, said) {
    const word = said.trim();
    if (word !== 'on' && word !== 'off') return undefined;
    const asked = { kind: 'receipts-off', off: word === 'off' } as const;
    return [state, [ask<'receipts-off'>(asked, { for: 'done', text: state.words.toast.done })]];
  },
};
