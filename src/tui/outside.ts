import { draftOf, lastSaid, open, withOpen } from './chats.ts';
import { editorText } from './editor.ts';
import { toast } from './effects.ts';
import { doFile, pickedFile } from './files.ts';
import { linkIn } from './said-rows.ts';
import { shownText } from './say.ts';
import type { State, Step } from './state.ts';

/** The text that is picked, as it was said; nothing of the frame around it. */
function pickedText(state: State): string | undefined {
  const chat = open(state);
  const row = chat?.rows.findLast(({ id }) => id === chat.picked);
  return chat && row ? shownText(chat, row) : undefined;
}

/** The link of the picked message, else the whole of it in a pager; without one, the draft in an editor. */
export function openOutside(state: State): Step {
  const file = pickedFile(state);
  if (file) return doFile(state, file, file.state === 'offered' ? 'get' : 'open');
  const text = pickedText(state);
  if (text === undefined) return [state, [{ do: 'write', text: editorText(draftOf(state)) }]];
  const link = linkIn(text);
  return [state, [link === undefined ? { do: 'read', text } : { do: 'browse', text: link }]];
}

/** What terminals take at once; most stop a little above. */
const mostCopied = 50_000;

/** Copies the picked message, or the last one, as it was said. */
export function copy(state: State): Step {
  const chat = open(state);
  const last = chat && lastSaid(chat, () => true);
  const text = pickedText(state) ?? (chat && last && shownText(chat, last));
  if (text === undefined || text === '')
    return [toast(state, state.words.toast.nothingToReply), []];
  if (new TextEncoder().encode(text).length > mostCopied)
    return [toast(state, state.words.toast.tooLong), []];
  const unpicked = withOpen(state, (one) => ({ ...one, picked: undefined }));
  return [toast(unpicked, state.words.toast.copied), [{ do: 'copy', text }]];
}
