import { takeBack } from '../say.ts';
import { type Command, inOpen } from './_command.ts';

export const deleteLine: Command = {
  name: 'delete',
  aims: true,
  run: (state) => inOpen(state, () => takeBack(state)),
};
