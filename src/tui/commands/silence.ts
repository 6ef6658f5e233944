import { ask } from '../effects.ts';
import { bare, type Command, inOpen, wordsOf } from './_command.ts';

export const silence: Command = {
  name: 'silence',
  run: (state, said) =>
    inOpen(state, ({ to }) => {
      const [name, minutes = '10'] = wordsOf(said);
      if (name === undefined || !/^\d{1,5}$/.test(minutes)) return undefined;
      const seconds = Number(minutes) * 60;
      const asked = { kind: 'mute', room: to, member: bare(name), seconds } as const;
      return [state, [ask<'mute'>(asked, { for: 'done', text: state.words.toast.done })]];
    }),
};
