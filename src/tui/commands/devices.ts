import { ask } from '../effects.ts';
import { bare, type Command, wordsOf } from './_command.ts';

export const devices: Command = {
  name: 'devices',
  run(state, said) {
    const [named] = wordsOf(said);
    const asked = {
      kind: 'devices',
      ...(named === undefined ? {} : { name: bare(named) }),
    } as const;
    return [state, [ask<'devices'>(asked, { for: 'list', list: 'devices', to: state.at ?? '' })]];
  },
};
