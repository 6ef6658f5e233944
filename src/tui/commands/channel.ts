import { go } from '../chats.ts';
import { ask } from '../effects.ts';
import { bare, type Command, wordsOf } from './_command.ts';

export const channel: Command = {
  name: 'channel',
  run(state, said) {
    const [named] = wordsOf(said);
    if (named === undefined) return undefined;
    const name = bare(named);
    const known = state.chats.find(({ to }) => to === `#${name}`);
    if (known) return go(state, known.to);
    const made = { kind: 'create', id: state.fresh, what: 'channel', name, members: [] } as const;
    return [state, [ask<'create'>(made, { for: 'go' })]];
  },
};
