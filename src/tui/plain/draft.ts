import { harmlessLine } from '../../base/sanitize.ts';
import { open, withOpen } from '../chats.ts';
import { editorOf, editorText, isEmpty } from '../editor.ts';
import type { State } from '../state.ts';
import { note, type Telling } from './telling.ts';

/** What was half written when one left stands where it was written: it is said there, once. */
export function tellDraft(telling: Telling, before: State): void {
  const { state, transcript } = telling;
  if (transcript.writing) return;
  const text = halfWritten(state);
  const isNews = state.at !== before.at || halfWritten(before) === '';
  if (text !== '' && isNews) note(telling, state.words.plain.halfWritten(harmlessLine(text, 200)));
}

/** A line that is corrected is no draft. */
function halfWritten(state: State): string {
  const chat = open(state);
  return !chat || chat.edit || isEmpty(chat.draft) ? '' : editorText(chat.draft);
}

/** The rows that a message of several begins with. */
export function begunRows(state: State): readonly string[] {
  const text = halfWritten(state);
  return text === '' ? [] : text.split('\n');
}

/** The message that is being written becomes the draft, when there is a moment for it. */
export function putBy(telling: Telling, state: State): State {
  const { writing } = telling.transcript;
  if (!writing || writing === telling.transcript.putBy) return state;
  telling.transcript = { ...telling.transcript, putBy: writing };
  return withRows(state, writing);
}

/** The open conversation with those rows half written. */
export const withRows = (state: State, rows: readonly string[]): State =>
  withOpen(state, (chat) => (chat.edit ? chat : { ...chat, draft: editorOf(rows.join('\n')) }));
