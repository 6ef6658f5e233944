import { languageIn } from '../../words/language.ts';
import { type Command, wordsOf } from './_command.ts';

export const lang: Command = {
  name: 'lang',
  run(state, said) {
    const language = languageIn(wordsOf(said)[0]);
    return language && [state, [{ do: 'speak', language }]];
  },
};
