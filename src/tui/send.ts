import { writeAgain } from './again.ts';
import type { Chat } from './chat.ts';
import { draftOf, open, withChat, withDraft } from './chats.ts';
import { runCommand } from './commands/_all.ts';
import { emptied } from './edit.ts';
import { vertical } from './editor-view.ts';
import { type Editor, editorOf, editorText, isEmpty } from './editor.ts';
import { toast } from './effects.ts';
import { newer, older, remembered } from './history.ts';
import { layoutOf } from './layout.ts';
import { asksFirst, hasWaiting, meeting } from './newcomers.ts';
import { sayTyped, startEdit, stopTarget, withoutEdit } from './say.ts';
import { askLong } from './send-file.ts';
import type { Aim, State, Step } from './state.ts';

/** Enter: what was typed is sent, or run. */
export function send(state: State): Step {
  const draft = draftOf(state);
  const text = trimmed(editorText(draft));
  const isCommand = text.startsWith('/') && !text.startsWith('//');
  if (isCommand) return sendText(withDraft(state, emptied(draft)), text);
  const chat = open(state);
  if (text === '') return chat && hasWaiting(chat) ? sendWaiting(state, chat) : [state, []];
  if (!chat) return [toast(state, state.words.toast.noChat), []];
  const asked = asksFirst(state, chat) ?? askLong(state, chat.to, text);
  if (asked) return [asked, []];
  const [next, effects] = sendText(withDraft(state, emptied(draft)), text);
  return [next, [...meeting(chat), ...effects]];
}

/** Enter on nothing: what waits is for who is new there, too, when that is said twice. */
function sendWaiting(state: State, chat: Chat): Step {
  const asked = asksFirst(state, chat);
  return asked ? [asked, []] : [state, meeting(chat)];
}

const trimmed = (text: string): string => text.replaceAll(/^\n+|\s+$/g, '');

function sendText(state: State, text: string): Step {
  const next = { ...state, sent: remembered(state.sent, text) };
  if (text.startsWith('/') && !text.startsWith('//')) return runCommand(next, text.slice(1));
  const chat = open(next);
  if (!chat) return [toast(state, state.words.toast.noChat), []];
  return sayTyped(next, chat, text.replace(/^\/\//, '/'));
}

/** A whole line is sent, or run; what is being written in an editor stays there. */
export function typed(state: State, said: string, line?: Aim): Step {
  const text = trimmed(said);
  if (text === '') return [state, []];
  if (!line) return sendText(state, text);
  const aimed = withChat({ ...state, at: line.to }, line.to, (chat) => ({
    ...chat,
    picked: line.id,
    aimed: line.target,
  }));
  const [done, effects] = sendText(aimed, text);
  const next = withChat(done, line.to, (chat) => ({
    ...chat,
    picked: undefined,
    aimed: undefined,
  }));
  // What is typed next answers or corrects that line, where it was said.
  const stays = open(next)?.reply ?? open(next)?.edit;
  return [stays || next.at !== line.to ? next : { ...next, at: state.at }, effects];
}

/** Up and Down: within what is typed, then one's last line, then what was sent before. */
export function recall(state: State, chord: string): Step {
  const up = chord === 'up' || chord === 'ctrl+p';
  const draft = draftOf(state);
  if (chord === 'up' || chord === 'down') {
    const moved = vertical(draft, chord, layoutOf(state).input.width);
    if (moved) return [withDraft(state, moved), []];
    if (up && isEmpty(draft)) return lastOrOlder(state, draft);
  }
  return [up ? toOlder(state, draft) : toNewer(state), []];
}

function lastOrOlder(state: State, draft: Editor): Step {
  const again = writeAgain(state);
  if (again) return again;
  const [next, effects] = startEdit(state);
  return open(next)?.edit ? [next, effects] : [toOlder(state, draft), []];
}

function toOlder(state: State, draft: Editor): State {
  const chat = open(state);
  const found = older(state.sent, editorText(chat ? withoutEdit(chat) : draft));
  if (!found) return state;
  const [sent, text] = found;
  return withDraft({ ...stopTarget(state), sent }, editorOf(text));
}

function toNewer(state: State): State {
  const found = newer(state.sent);
  if (!found) return state;
  const [sent, text] = found;
  return withDraft({ ...state, sent }, editorOf(text));
}
