import { say } from '../say.ts';
import { type Command, inOpen } from './_command.ts';

export const me: Command = {
  name: 'me',
  run: (state, said) =>
    inOpen(state, ({ to }) =>
      said.trim() === '' ? undefined : say(state, to, { kind: 'me', text: said.trim() }),
    ),
};
