import type { FileRow } from '../../client/port.ts';
import { toast } from '../effects.ts';
import { doFile, filesOf, isWanted, nameOf, newestFile, pickedFile } from '../files.ts';
import type { State, Step } from '../state.ts';
import { type Command, inOpen } from './_command.ts';

export const get: Command = {
  name: 'get',
  aims: true,
  run: (state, said) => (said.trim() === '' ? getHere(state) : getNamed(state, said.trim())),
};

/** The picked file, or the newest here that can be fetched. */
function getHere(state: State): Step | undefined {
  return inOpen(state, (chat) => {
    const file =
      pickedFile(state) ??
      newestFile(state, chat, (each) => isWanted(each) || isPaused(each)) ??
      newestFile(state, chat, ({ way, state: now }) => way === 'in' && now !== 'done');
    return file ? doFile(state, file, 'get') : [toast(state, state.words.transfers.noFile), []];
  });
}

const isPaused = ({ way, state }: FileRow): boolean => way === 'in' && state === 'paused';

function getNamed(state: State, said: string): Step {
  const wanted = said.toLowerCase();
  const files = filesOf(state);
  const numbered = /^\d{1,6}$/.test(said) ? files[Number(said) - 1] : undefined;
  const file =
    numbered ??
    files.findLast((each) => nameOf(each).toLowerCase() === wanted) ??
    files.findLast((each) => nameOf(each).toLowerCase().includes(wanted));
  if (file) return doFile(state, file, 'get');
  return [toast(state, state.words.transfers.noSuchFile(said.slice(0, 60))), []];
}
