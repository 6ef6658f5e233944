import { go } from '../chats.ts';
import { ask } from '../effects.ts';
import { bare, type Command, wordsOf } from './_command.ts';

export const group: Command = {
  name: 'group',
  run(state, said) {
    const [named, ...people] = wordsOf(said);
    if (named === undefined) return undefined;
    const name = named.replace(/^\+/, '');
    const known = state.chats.find(({ to }) => to.toLowerCase() === `+${name.toLowerCase()}`);
    if (known) return go(state, known.to);
    const members = people.map(bare);
    const made = { kind: 'create', id: state.fresh, what: 'group', name, members } as const;
    return [state, [ask<'create'>(made, { for: 'go' })]];
  },
};
