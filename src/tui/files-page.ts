import type { FileRow } from '../client/port.ts';
import { doFile, type FileVerb, filesOf, pauseVerb, usualVerb } from './files.ts';
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
export function filesKey(state: State, page: { readonly at: number }, input: KeyEvent): Step {
  const told = toldBy(input);
  if (['escape', 'ctrl+c', 'q'].includes(told)) return close(state);
  const by = moves[told];
  if (by !== undefined) return moved(state, page.at + by);
  const verb = verbs[told];
  const file = filesOf(state)[page.at];
  return verb && file ? doFile(state, file, verbFor(file, verb)) : [state, []];
}

function toldBy(input: KeyEvent): string {
  if (input.kind === 'text') return input.text.slice(0, 1).toLowerCase();
  return input.kind === 'key' ? input.chord : '';
}

function moved(state: State, at: number): Step {
  const last = Math.max(0, state.files.size - 1);
  return [{ ...state, filesPage: { at: Math.max(0, Math.min(last, at)) } }, []];
}

function verbFor(file: FileRow, verb: FileVerb | 'usual' | 'pause or go on'): FileVerb {
  if (verb === 'usual') return usualVerb(file);
  if (verb !== 'pause or go on') return verb;
  return pauseVerb(file);
}
