import { signOf } from '../emoji.ts';
import { react as reactWith } from '../say.ts';
import { type Command, inOpen, wordsOf } from './_command.ts';

export const react: Command = {
  name: 'react',
  aims: true,
  run: (state, said) =>
    inOpen(state, () => {
      const [sign] = wordsOf(said);
      return sign === undefined ? undefined : reactWith(state, signOf(sign));
    }),
};
