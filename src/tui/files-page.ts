import { doFile, type FileVerb, filesOf, usualVerb } from './files.ts';
import type { KeyEvent } from './key-event.ts';
import type { State, Step } from './state.ts';

/** Shows every file, the newest chosen. */
export const openFiles = (state: State): Step => [
  { ...state, filesPage: { at: Math.max(0, state.files.size - 1) } },
  [],
];

const close = (state: State): Step => [{ ...state, filesPage: undefined }, []];

const moves: Readonly<Record<string, number | undefined>> = {
  up: -1,
  'ctrl+p': -1,
  down: 1,
  'ctrl+n': 1,
  pageup: -10,
  pagedown: 10,
  home: -100_000,
  end: 100_000,
};

const verbs: Readonly<Record<string, FileVerb | 'usual' | 'pause or go on' | undefined>> = {
  enter: 'usual',
  g: 'get',
  p: 'pause or go on',
  ' ': 'pause or go on',
  x: 'cancel',
  delete: 'cancel',
  o: 'open',
  'ctrl+o': 'open',
};

/** It takes all keys while it is shown. */
export function filesKey(state: State, input: KeyEvent): Step {
  const page = state.filesPage;
  if (!page || (input.kind !== 'key' && input.kind !== 'text')) return [state, []];
  const told = input.kind === 'key' ? input.chord : input.text.slice(0, 1).toLowerCase();
  if (['escape', 'ctrl+c', 'q'].includes(told)) return close(state);
  const by = moves[told];
  const last = Math.max(0, state.files.size - 1);
  if (by !== undefined)
    return [{ ...state, filesPage: { at: Math.max(0, Math.min(last, page.at + by)) } }, []];
  const verb = verbs[told];
  const file = filesOf(state)[page.at];
  if (!verb || !file) return [state, []];
  if (verb === 'usual') return doFile(state, file, usualVerb(file));
  if (verb !== 'pause or go on') return doFile(state, file, verb);
  return doFile(state, file, file.state === 'paused' ? 'resume' : 'pause');
}
