import { ask } from '../effects.ts';
import { type Command, wordsOf } from './_command.ts';

export const sessions: Command = {
  name: 'sessions',
  run(state, said) {
    const [word, number = ''] = wordsOf(said);
    if (word === undefined) {
      const purpose = { for: 'list', list: 'sessions', to: state.at ?? '' } as const;
      return [state, [ask<'sessions'>({ kind: 'sessions' }, purpose)]];
    }
    if (word !== 'end' || !/^\d{1,15}$/.test(number)) return undefined;
    const asked = { kind: 'end-session', session: Number(number) } as const;
    return [state, [ask<'end-session'>(asked, { for: 'done', text: state.words.toast.done })]];
  },
};
