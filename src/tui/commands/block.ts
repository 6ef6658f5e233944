import { ask } from '../effects.ts';
import { bare, type Command, wordsOf } from './_command.ts';

export const block: Command = {
  name: 'block',
  run(state, said) {
    const [named] = wordsOf(said);
    const to = state.at ?? '';
    if (named === undefined)
      return [state, [ask<'blocks'>({ kind: 'blocks' }, { for: 'list', list: 'blocks', to })]];
    const asked = { kind: 'block', name: bare(named), on: true } as const;
    return [state, [ask<'block'>(asked, { for: 'done', text: state.words.toast.done })]];
  },
};

export const unblock: Command = {
  name: 'unblock',
  run(state, said) {
    const [named] = wordsOf(said);
    if (named === undefined) return undefined;
    const asked = { kind: 'block', name: bare(named), on: false } as const;
    return [state, [ask<'block'>(asked, { for: 'done', text: state.words.toast.done })]];
  },
};
