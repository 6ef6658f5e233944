import type { FileRow } from '../client/port.ts';
import { chatAt, draftOf, open, withChat, withDraft, withOpen } from './chats.ts';
import type { DiskAsk, Entry } from './disk.ts';
import { droppedIn } from './dropped.ts';
import { emptied } from './edit.ts';
import { type Editor, editorOf, editorText } from './editor.ts';
import { ask, toast } from './effects.ts';
import { withFile } from './files.ts';
import type { KeyEvent } from './key-event.ts';
import { asksFirst, meeting } from './newcomers.ts';
import type { Effect, Purpose, State, Step } from './state.ts';

/** A question of whether something is to be sent as a file. */
export interface SendQuestion {
  /** `new`: somebody is in the room for whom it was not asked yet. */
  readonly about: 'dropped' | 'long' | 'new';
  readonly to: string;
  /** What would be sent; of a long text there is no file yet. */
  readonly entries: readonly Entry[];
  /** What was typed or pasted. */
  readonly text: string;
}

const disk = (asked: DiskAsk, purpose: Purpose): Effect => ({ do: 'disk', ask: asked, purpose });

/** Sends what is called so, once it is known to be there. */
export function sendPaths(state: State, to: string, paths: readonly string[]): Step {
  return [state, [disk({ kind: 'paths', paths }, { for: 'sending', to })]];
}

/** Sends them; where somebody is new, like a line of text, once that was asked. */
export function sendEntries(state: State, to: string, entries: readonly Entry[]): Step {
  const chat = chatAt(state, to);
  const asked = chat && asksFirst(state, chat);
  if (asked) return [{ ...asked, question: { about: 'new', to, entries, text: '' } }, []];
  const paths = entries.map(({ path }) => path);
  const [next, effects] = sendEach(state, to, paths);
  return [next, [...(chat ? meeting(chat) : []), ...effects]];
}

/** One behind the other: each is a line of its own. */
export function sendEach(state: State, to: string, paths: readonly string[]): Step {
  const [path, ...rest] = paths;
  if (path === undefined) return [state, []];
  const shown = withOpen(state, (chat) => (chat.to === to ? { ...chat, anchor: 'end' } : chat));
  const asked = { kind: 'send-file', id: state.fresh, to, path } as const;
  return [shown, [ask<'send-file'>(asked, { for: 'sent-file', to, rest })]];
}

export function onSentFile(
  state: State,
  { to, rest }: { readonly to: string; readonly rest: readonly string[] },
  file: FileRow,
): Step {
  return sendEach(withFile(state, file), to, rest);
}

/** A paste that may be files that were dropped: the text is there at once, and the disk is asked. */
export function lookDropped(state: State, text: string): readonly Effect[] {
  const chat = open(state);
  const readings = chat && !chat.edit ? droppedIn(text) : [];
  if (!chat || readings.length === 0) return [];
  return [disk({ kind: 'dropped', readings }, { for: 'dropped', to: chat.to, text })];
}

export function onDropped(
  state: State,
  { to, text }: { readonly to: string; readonly text: string },
  entries: readonly Entry[],
): Step {
  if (entries.length === 0 || state.at !== to) return [state, []];
  return [{ ...state, question: { about: 'dropped', to, entries, text } }, []];
}

/** The longest text of one line; the client refuses what is longer. */
const longestText = 128 * 1024;

/** Asks about a text that no line holds; undefined for all others. */
export function askLong(state: State, to: string, text: string): State | undefined {
  if (3 * text.length <= longestText || bytesIn(text) <= longestText) return undefined;
  return { ...state, question: { about: 'long', to, entries: [], text } };
}

export const bytesIn = (text: string): number => new TextEncoder().encode(text).length;

/** What is typed while it is asked. */
export function questionKey(state: State, question: SendQuestion, input: KeyEvent): Step {
  const told = input.kind === 'text' ? input.text.toLowerCase() : chordIn(input);
  const closed = { ...state, question: undefined };
  if (['escape', 'ctrl+c', 'n'].includes(told)) return [declined(closed, question), []];
  // Whatever the language, its word for yes begins with one of these.
  return ['enter', 'y', 's', 'j'].includes(told) ? agreed(closed, question) : [state, []];
}

const chordIn = (input: KeyEvent): string => (input.kind === 'key' ? input.chord : '');

const declined = (state: State, { about, to }: SendQuestion): State =>
  about === 'new' ? withChat(state, to, (chat) => ({ ...chat, asking: undefined })) : state;

/** Yes. Who came since it was asked is asked about in turn. */
export function agreed(state: State, { about, to, entries, text }: SendQuestion): Step {
  if (about === 'new') return sendEntries(state, to, entries);
  const without = withDraft(state, draftWithout(draftOf(state), text));
  if (about === 'long') return [without, [disk({ kind: 'text', text }, { for: 'sending', to })]];
  return sendEntries(without, to, entries);
}

/** What was typed besides it stays. */
function draftWithout(draft: Editor, text: string): Editor {
  const now = editorText(draft);
  const at = now.lastIndexOf(text);
  const left = at < 0 ? now : now.slice(0, at) + now.slice(at + text.length);
  return left.trim() === '' ? emptied(draft) : editorOf(left);
}

export function onSending(
  state: State,
  { to }: { readonly to: string },
  entries: readonly Entry[],
): Step {
  if (entries.length === 0) return [toast(state, state.words.transfers.noFile), []];
  return sendEntries(state, to, entries);
}
