import { ask } from '../effects.ts';
import { type Command, wordsOf } from './_command.ts';

export const invite: Command = {
  name: 'invite',
  run(state, said) {
    const [uses = '1', days = '7'] = wordsOf(said);
    if (!/^\d{1,4}$/.test(uses) || !/^\d{1,3}$/.test(days)) return undefined;
    const asked = {
      kind: 'invite',
      id: state.fresh,
      uses: Number(uses),
      days: Number(days),
    } as const;
    return [state, [ask<'invite'>(asked, { for: 'list', list: 'invite', to: state.at ?? '' })]];
  },
};
