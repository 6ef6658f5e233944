import type { FromNuvem, Message } from '../protocol/messages.ts';
import { ackNow, ackSoon, readNow } from './acks.ts';
import { answered } from './answers.ts';
import { beginAll, beginHeld, onAsk } from './asks.ts';
import { commitAgain, committed, commitFailed, flush } from './batch.ts';
import { openDrafts } from './drafts.ts';
import { onFile, onFiles } from './files/asks.ts';
import { begin, dial, down, onDialled, onGoing, onKept, onRenewed, suspend } from './link.ts';
import { onQueried } from './local.ts';
import type { Moment } from './moment.ts';
import { notice } from './notice.ts';
import { endPauses } from './pause.ts';
import { onMember, onPresence, onReadHere, onTyping } from './people.ts';
import { ping } from './pulse.ts';
import { pump } from './pump.ts';
import { onReceipt } from './receipts.ts';
import { followEarly, goOn, onMessage } from './receive.ts';
import { onCompared, onLost } from './restore.ts';
import { confirmLate, onChance, onDeviceSays } from './sealed/confirm.ts';
import { askOwn } from './sealed/door.ts';
import { onCoded, onKnown } from './sealed/known.ts';
import { hasNameless } from './sealed/learning.ts';
import { onOutcomes } from './sealed/outcomes.ts';
import { nothingMissed } from './sealed/swept.ts';
import { onDevice, tendDue } from './sealed/tend.ts';
import { onKeptDrafts, onSearched } from './search.ts';
import { onFound } from './send.ts';
import type { Effect, Event, State, Timer } from './state.ts';
import { onRoom, roomGone } from './sync.ts';
import { newTurn, type Turn } from './turn.ts';
import { wereTold } from './untold.ts';

export type Step = readonly [State, readonly Effect[]];

/**
 * The heart of the client: what is, plus what happened, gives what is next and what to do. It depends on
 * nothing else, and touches nothing but the state, which is used up: only the one it answers may go on.
 */
export function update(state: State, event: Event, moment: Moment): Step {
  const known = state.rooms.size;
  const turn = newTurn(state, moment);
  happen(turn, event);
  // Whoever asked for a room before it was known goes first, before those who ask now.
  if (turn.state.rooms.size > known) beginAll(turn);
  beginHeld(turn);
  goOn(turn);
  pump(turn);
  flush(turn);
  return [turn.state, turn.effects];
}

function happen(turn: Turn, event: Event): void {
  // What an older connection still says concerns nobody.
  if ('n' in event && event.type !== 'ask' && event.n !== turn.state.link.n) return;
  const happened = happenings[event.type] as (turn: Turn, event: never) => void;
  happened(turn, event as never);
}

type Happenings = {
  readonly [T in Event['type']]: (turn: Turn, event: Extract<Event, { readonly type: T }>) => void;
};

const happenings: Happenings = {
  opened: begin,
  suspended: suspend,
  dialled: (turn, { nuvem, nonce }) => onDialled(turn, nuvem, nonce),
  renewed: (turn, { nuvem }) => onRenewed(turn, nuvem),
  ended: (turn, { reason }) => down(turn, reason),
  received: (turn, { messages }) => {
    for (const message of messages) hear(turn, message);
  },
  kept: onKept,
  chance: (turn, { bytes }) => onChance(turn, bytes),
  timer: (turn, { timer }) => {
    turn.state.timers.delete(timer);
    timers[timer](turn);
  },
  committed: (turn, { outcomes }) => {
    const writes = turn.state.flying?.writes ?? [];
    const moved = committed(turn);
    wereTold(turn);
    const asked = turn.state.asks.size > 0 && hasNameless(turn.state);
    onOutcomes(turn, writes, outcomes);
    followEarly(turn);
    ackSoon(turn, moved);
    if (asked) beginAll(turn);
  },
  'commit-failed': (turn, { reason }) => commitFailed(turn, reason),
  ask: (turn, { n, ask }) => onAsk(turn, n, ask),
  found: (turn, { ask, line }) => onFound(turn, ask, line),
  queried: (turn, { ask, lines }) => onQueried(turn, ask, lines),
  compared: onCompared,
  lost: (turn, { lines, ask }) => onLost(turn, lines, ask),
  filed: (turn, { ask, files }) => onFiles(turn, ask, files),
  searched: (turn, { ask, found }) => onSearched(turn, ask, found),
  known: (turn, { ask, person }) => onKnown(turn, ask, person),
  coded: (turn, { ask, code }) => onCoded(turn, ask, code),
  drafts: (turn, { ask, drafts }) => onKeptDrafts(turn, ask, drafts),
};

const timers: Readonly<Record<Timer, (turn: Turn) => void>> = {
  dial,
  answer: (turn) => {
    turn.do({ type: 'hang-up' });
    down(turn, ['silent']);
  },
  ping,
  ack: ackNow,
  'ack-slow': ackNow,
  read: readNow,
  pump: (turn) => {
    endPauses(turn);
    openDrafts(turn);
  },
  commit: commitAgain,
  tend: tendDue,
  confirm: confirmLate,
};

/** What the nuvem says by itself; answers to requests carry `re` and go to `answered`. */
function hear(turn: Turn, message: Message<FromNuvem>): void {
  if ('re' in message && message.re !== undefined) {
    const before = turn.state.link.phase;
    answered(turn, message);
    const { phase } = turn.state.link;
    if (phase !== before && phase === 'up') upAgain(turn);
    if (phase !== before && phase === 'seats') beginAll(turn);
    return;
  }
  if (turn.state.link.phase === 'stopped') return;
  const told = unasked[message.type] as ((turn: Turn, message: never) => void) | undefined;
  told?.(turn, message as never);
}

const unasked: { readonly [T in FromNuvem]?: (turn: Turn, message: Message<T>) => void } = {
  message: onMessage,
  room: (turn, message) => void onRoom(turn, message),
  'room-gone': (turn, { room }) => roomGone(turn, Buffer.from(room).toString('hex')),
  member: onMember,
  device: onDevice,
  'device-says': onDeviceSays,
  receipt: onReceipt,
  'read-here': onReadHere,
  presence: onPresence,
  'is-typing': onTyping,
  going: onGoing,
  file: onFile,
  refused: (turn, message) => answered(turn, message),
  'slow-down': (turn) => turn.tell(notice(['read-slowly'])),
};

function upAgain(turn: Turn): void {
  nothingMissed(turn);
  ackNow(turn);
  readNow(turn);
  askOwn(turn);
  beginAll(turn);
}
