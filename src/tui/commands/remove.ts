import { ask } from '../effects.ts';
import { bare, type Command, inOpen, wordsOf } from './_command.ts';

export const remove: Command = { name: 'remove', run: putOut };
/** The same, under the name that people know from channels. */
export const kick: Command = { name: 'kick', run: putOut };

function putOut(...[state, said]: Parameters<Command['run']>): ReturnType<Command['run']> {
  return inOpen(state, ({ to }) => {
    const [name] = wordsOf(said);
    if (name === undefined) return undefined;
    const asked = { kind: 'remove', room: to, member: bare(name) } as const;
    return [state, [ask<'remove'>(asked, { for: 'done', text: state.words.toast.done })]];
  });
}
