import { ask } from '../effects.ts';
import type { Command } from './_command.ts';

export const resend: Command = {
  name: 'resend',
  run: (state, said) => [
    state,
    [
      ask<'resend'>(
        { kind: 'resend', yes: said.trim() !== 'no' },
        { for: 'done', text: state.words.toast.done },
      ),
    ],
  ],
};
