import { wordsIn } from '../dropped.ts';
import { openPicker } from '../picker.ts';
import { sendPaths } from '../send-file.ts';
import { type Command, inOpen } from './_command.ts';

export const send: Command = {
  name: 'send',
  run(state, said) {
    if (said.trim() === '') return openPicker(state);
    return inOpen(state, ({ to }) => sendPaths(state, to, wordsIn(said.trim())));
  },
};
