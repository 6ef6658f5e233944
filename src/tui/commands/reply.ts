import { toast } from '../effects.ts';
import { say, startReply, targetFor } from '../say.ts';
import { type Command, inOpen } from './_command.ts';

export const reply: Command = {
  name: 'reply',
  aims: true,
  run: (state, said) =>
    inOpen(state, (chat) => {
      if (said.trim() === '') return startReply(state);
      const target = targetFor(chat, (row) => row.from !== state.me.name);
      if (!target) return [toast(state, state.words.toast.nothingToReply), []];
      return say(state, chat.to, { kind: 'reply', text: said.trim(), to: target.seq });
    }),
};
