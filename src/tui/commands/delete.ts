import { takeBack } from '../say.ts';
import { type Command, inOpen } from './_command.ts';

export const deleteLine: Command = {
  name: 'delete',
  run: (state) => inOpen(state, () => takeBack(state)),
};
