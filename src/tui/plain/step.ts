import { harmless, harmlessLine } from '../../base/sanitize.ts';
import { inWords } from '../../words/reason.ts';
import { open } from '../chats.ts';
import { keptBeforeEnd } from '../drafts.ts';
import type { Effect, Event, State } from '../state.ts';
import { update } from '../update.ts';
import { tellChanges } from './changes.ts';
import { putBy, tellDraft } from './draft.ts';
import { tellOverlays, tellQuestion } from './overlays.ts';
import { countFailed, isLost, tellMoves, tellWaiting } from './own.ts';
import { tellGathered, tellRoom } from './room.ts';
import { named } from './said.ts';
import { note, type Telling } from './telling.ts';
import type { Transcript } from './transcript.ts';
import { onEnd, onTyped } from './typed.ts';

/** What is printed of an event, and what it makes of everything. */
export interface Taken {
  readonly state: State;
  readonly transcript: Transcript;
  readonly effects: readonly Effect[];
  readonly texts: readonly string[];
}

/**
 * The screen without a screen: the same state and the same commands, of which lines are printed. What was
 * typed comes as a paste, and its end as Ctrl+D.
 */
export function plainStep(transcript: Transcript, before: State, event: Event): Taken {
  const telling: Telling = { state: before, transcript, effects: [], texts: [] };
  take(telling, before, event);
  tellLink(telling, before);
  tellChanges(telling, before);
  tellDraft(telling, before);
  tellRooms(telling, before, event);
  tellOverlays(telling);
  tellQuestion(telling, before);
  if (event.type === 'tick') {
    tellGathered(telling, event);
    tellMoves(telling);
  }
  // Nothing that a terminal would obey gets by here, whoever said it.
  return { ...telling, texts: telling.texts.map((text) => harmless(text)) };
}

function take(telling: Telling, before: State, event: Event): void {
  if (event.type !== 'input') return happen(telling, before, event);
  const { now, fresh, input } = event;
  telling.state = { ...before, now, fresh };
  telling.transcript = { ...telling.transcript, typedAt: now };
  if (input.kind === 'paste') done(telling, keptBeforeEnd(onTyped(telling, input.text)));
  else if (input.kind === 'key' && input.chord === 'ctrl+d') done(telling, onEnd(telling));
}

/** Who typed nothing for so long is elsewhere: a terminal that writes lines does not tell who looks at it. */
const hereMs = 60_000;

function happen(telling: Telling, before: State, event: Event): void {
  const focused = event.now - telling.transcript.typedAt < hereMs;
  const begun = event.type === 'tick' ? putBy(telling, before) : before;
  if (isLost(telling, event)) countFailed(telling);
  const [state, effects] = update({ ...begun, focused }, event);
  done(telling, [{ ...state, focused: true }, effects]);
}

/** What other programs would show is printed. */
function done(telling: Telling, [state, effects]: readonly [State, readonly Effect[]]): void {
  telling.state = state;
  for (const effect of effects) {
    if (effect.do === 'copy' || effect.do === 'read') telling.texts.push(harmless(effect.text));
    else telling.effects.push(effect);
    if (effect.do === 'browse') telling.texts.push(harmlessLine(effect.text));
  }
}

function tellLink(telling: Telling, before: State): void {
  const { link, words } = telling.state;
  const { plain, reasons } = words;
  const was = before.link;
  if (link === was) return;
  if (link.state === 'up') return was.state === 'up' ? undefined : note(telling, plain.connected);
  if (link.reason === undefined) return note(telling, plain.connecting);
  const why = harmlessLine(inWords(reasons, link.reason), 400);
  if (was.state === 'down' && was.reason && why === harmlessLine(inWords(reasons, was.reason), 400))
    return;
  const { retryIn } = link;
  note(
    telling,
    plain.notConnected(why, retryIn === undefined ? undefined : Math.ceil(retryIn / 1000)),
  );
  tellWaiting(telling);
}

function tellRooms(telling: Telling, before: State, event: Event): void {
  const { state } = telling;
  if (state.chats !== before.chats || state.at !== before.at || event.type === 'input') {
    const known = new Map(before.chats.map((chat) => [chat.to, chat]));
    for (const chat of state.chats) {
      const was = known.get(chat.to);
      if (was !== chat || chat.to === state.at) tellRoom(telling, chat, was, event);
    }
  }
  tellAim(telling, before);
}

/** What is typed next is no line of its own. */
function tellAim(telling: Telling, before: State): void {
  const chat = open(telling.state);
  const was = open(before);
  if (!chat) return;
  const { plain } = telling.state.words;
  if (chat.reply && chat.reply !== was?.reply)
    note(telling, plain.replying(named(telling, chat, chat.reply.seq)));
  if (chat.edit && chat.edit !== was?.edit)
    note(
      telling,
      plain.correcting(named(telling, chat, chat.edit.seq), harmlessLine(chat.edit.text, 200)),
    );
}
