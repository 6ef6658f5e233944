import { harmlessLine } from '../base/sanitize.ts';
import type { FileRow } from '../client/port.ts';
import type { Reasons } from '../words/reason.ts';
import { inWords } from '../words/reason.ts';
import type { Chat } from './chat.ts';
import { open, withOpen } from './chats.ts';
import { ask, toast } from './effects.ts';
import { isQuiet } from './quiet.ts';
import type { Effect, State, Step } from './state.ts';

/** Before anything is known of files. */
export const noFiles = {
  files: new Map<string, FileRow>(),
  filesPage: undefined,
  picker: undefined,
  pickedFrom: undefined,
  question: undefined,
} satisfies Partial<State>;

/** So many files are held here, the newest; the client has all. */
const mostFiles = 2000;

/** By their line, from the oldest on: their place is their number. */
export const filesOf = ({ files }: State): readonly FileRow[] =>
  [...files.values()].toSorted((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1));

/** What the client says of all files. */
export const onFiles = (state: State, rows: readonly FileRow[]): Step => [
  { ...state, files: new Map(rows.slice(-mostFiles).map((file) => [file.line, file])) },
  [],
];

export function withFile(state: State, file: FileRow): State {
  const files = new Map(state.files);
  if (files.size >= mostFiles && !files.has(file.line)) {
    const [oldest] = filesOf(state);
    if (oldest) files.delete(oldest.line);
  }
  return { ...state, files: files.set(file.line, file) };
}

/** A file moved: what is done, or failed, is told to whoever looks, and rung for whoever does not. */
export function heardFile(state: State, file: FileRow): Step {
  const before = state.files.get(file.line)?.state;
  const next = withFile(state, file);
  const sent = before === file.state ? [] : afterSending(file);
  const text = before === undefined || before === file.state ? undefined : toldOf(state, file);
  if (text === undefined) return [next, sent];
  return [toast(next, text), [...called(state, file, text), ...sent]];
}

/** What it was sent from may be needed no more. */
const afterSending = ({ way, state, path }: FileRow): readonly Effect[] =>
  way === 'out' && path !== undefined && (state === 'done' || state === 'cancelled')
    ? [{ do: 'disk', ask: { kind: 'sent', path }, purpose: { for: 'nothing' } }]
    : [];

function toldOf({ words }: State, file: FileRow): string | undefined {
  const { told } = words.transfers;
  const name = nameOf(file);
  if (file.state === 'done') return file.way === 'out' ? told.sent(name) : told.fetched(name);
  return file.state === 'failed' ? told.failed(name, whyOf(words.reasons, file)) : undefined;
}

function called(state: State, { room }: FileRow, text: string): readonly Effect[] {
  const { focused, muted, quiet, now } = state;
  if (focused || muted.has(room) || isQuiet(quiet, now)) return [];
  return [{ do: 'notify', title: `pychat ${harmlessLine(room, 40)}`, text: text.slice(0, 200) }];
}

/** A name as it may be shown; whoever offers the file gave it. */
export const nameOf = ({ name }: FileRow): string => harmlessLine(name, 255);

export const whyOf = (reasons: Reasons, { reason }: FileRow): string =>
  reason === undefined ? '' : harmlessLine(inWords(reasons, reason), 300);

/** Whether it is there to be fetched, be it once more. */
export const isWanted = ({ way, state }: FileRow): boolean =>
  way === 'in' && (state === 'offered' || state === 'failed' || state === 'cancelled');

/** How a file stands, as people see it: some states are alike. */
export type Standing = 'offered' | 'moving' | 'paused' | 'done' | 'over';

export function standingOf(file: FileRow): Standing {
  const { state } = file;
  if (isWanted(file)) return 'offered';
  if (state === 'paused' || state === 'done') return state;
  if (state === 'failed') return 'paused';
  return state === 'moving' || state === 'waiting' ? 'moving' : 'over';
}

/** The file of the picked line. */
export function pickedFile(state: State): FileRow | undefined {
  const picked = open(state)?.picked;
  return picked === undefined ? undefined : state.files.get(picked);
}

/** The newest file of a conversation that fits. */
export const newestFile = (
  state: State,
  { to }: Chat,
  fits: (file: FileRow) => boolean,
): FileRow | undefined => filesOf(state).findLast((file) => file.room === to && fits(file));

/** What can be done with a file. */
export type FileVerb = 'get' | 'pause' | 'resume' | 'cancel' | 'open';

const kinds = {
  get: 'get-file',
  pause: 'pause-file',
  resume: 'resume-file',
  cancel: 'cancel-file',
} as const;

/** Does it, or says why that cannot be. */
export function doFile(state: State, file: FileRow, verb: FileVerb): Step {
  const done = withOpen(state, (chat) => ({ ...chat, picked: undefined }));
  if (verb === 'open') return openFile(done, file);
  const asked = { kind: kinds[verb], file: file.id } as const;
  return [done, [ask(asked, { for: 'file' })]];
}

/** Where it lies is shown, and it itself is not opened: nobody here knows what it is. */
function openFile(state: State, file: FileRow): Step {
  const { path, way } = file;
  const isHere = path !== undefined && (way === 'out' || file.state === 'done');
  if (!isHere) return [toast(state, state.words.transfers.notHere(nameOf(file))), []];
  const told = toast(state, state.words.transfers.lies(harmlessLine(path, 400)));
  return [told, [{ do: 'show', text: path }]];
}

/** What the key does that stops and goes on. */
export const pauseVerb = ({ state }: FileRow): FileVerb =>
  state === 'paused' || state === 'failed' ? 'resume' : 'pause';

/** What Enter does with it. */
export function usualVerb(file: FileRow): FileVerb {
  if (file.state === 'paused') return 'resume';
  if (isWanted(file)) return 'get';
  return file.state === 'failed' && file.way === 'out' ? 'resume' : 'open';
}
