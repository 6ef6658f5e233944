import { toast } from '../effects.ts';
import { openFiles } from '../files-page.ts';
import { doFile, type FileVerb, filesOf } from '../files.ts';
import type { State } from '../state.ts';
import { type Command, wordsOf } from './_command.ts';

export const files: Command = {
  name: 'files',
  run(state, said) {
    const [verb, number, ...more] = wordsOf(said);
    if (verb === undefined) return openFiles(state);
    if (!isVerb(verb) || number === undefined || more.length > 0) return undefined;
    const file = fileAt(state, number);
    if (file) return doFile(state, file, verb);
    return [toast(state, state.words.transfers.noSuchFile(number.slice(0, 40))), []];
  },
};

const verbs: ReadonlySet<string> = new Set(['get', 'pause', 'resume', 'cancel', 'open']);
const isVerb = (word: string): word is FileVerb => verbs.has(word);

const fileAt = (state: State, number: string) =>
  /^\d{1,6}$/.test(number) ? filesOf(state)[Number(number) - 1] : undefined;
