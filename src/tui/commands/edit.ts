import { toast } from '../effects.ts';
import { say, startEdit, targetFor } from '../say.ts';
import { type Command, inOpen } from './_command.ts';

export const edit: Command = {
  name: 'edit',
  aims: true,
  run: (state, said) =>
    inOpen(state, (chat) => {
      if (said.trim() === '') return startEdit(state);
      const target = targetFor(chat, (row) => row.from === state.me.name);
      if (target?.from !== state.me.name)
        return [toast(state, state.words.toast.nothingToEdit), []];
      return say(state, chat.to, { kind: 'edit', text: said.trim(), of: target.seq });
    }),
};
