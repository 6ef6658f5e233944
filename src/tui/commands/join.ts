import { ask } from '../effects.ts';
import { bare, type Command, wordsOf } from './_command.ts';

export const join: Command = {
  name: 'join',
  run(state, said) {
    const [named] = wordsOf(said);
    if (named === undefined) return undefined;
    return [state, [ask<'join'>({ kind: 'join', name: bare(named) }, { for: 'go' })]];
  },
};
