import { tell } from '../chats.ts';
import { meeting, stopAsking } from '../newcomers.ts';
import { say } from '../say.ts';
import { type Command, inOpen } from './_command.ts';

/** What was written here, and is written from now on, is for who is new here, too. */
export const meet: Command = {
  name: 'meet',
  run: (state) =>
    inOpen(state, (chat) => {
      const { to, unsent, newcomers } = chat;
      const { nobodyNew, met } = state.words.seals;
      const told = tell(stopAsking(state, to), newcomers ? met : nobodyNew);
      if (unsent === '') return [told, meeting(chat)];
      const [next, effects] = say(told, to, { kind: 'text', text: unsent });
      return [next, [...meeting(chat), ...effects]];
    }),
};
