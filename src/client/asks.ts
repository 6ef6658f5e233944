import { type Message, messages } from '../protocol/messages.ts';
import { leaveDraft } from './drafts.ts';
import { locals } from './local.ts';
import type { Ask } from './port.ts';
import { reasonOfRefusal } from './refused.ts';
import { type Remote, remotes } from './remote.ts';
import { answer, answerAfter, later, noSuchRoom, oldNuvem } from './reply.ts';
import type { Bare, Reply } from './request.ts';
import { isTitled } from './room.ts';
import { roomOf } from './rows.ts';
import { isLearning } from './sealed/learning.ts';
import { nameAsked, nameMembers } from './sealed/named.ts';
import { christen, isRename, rename, unfitTitle } from './sealed/naming.ts';
import { beginCommit, isCommit, released } from './sealed/residents.ts';
import type { Asked, Refused } from './state.ts';
import { mostRooms, onRoom } from './sync.ts';
import type { Turn } from './turn.ts';

/** A list that a nuvem never ends, ends here. */
const mostItems = 100_000;

/** Somebody asks: what is known here is answered here, the rest goes to the nuvem when the link is up. */
export function onAsk(turn: Turn, n: number, ask: Ask): void {
  turn.state.asks.set(n, { n, ask, sent: false, pages: [] });
  begin(turn, n);
}

/** Takes up an ask, now or again: after the link came back, it begins anew. */
export function begin(turn: Turn, n: number): void {
  const asked = turn.state.asks.get(n);
  if (!asked || asked.sent) return;
  const local = locals[asked.ask.kind];
  if (local) {
    turn.state.asks.set(n, { ...asked, sent: true });
    return local(turn, n, asked.ask as never);
  }
  if (isRename(turn, asked.ask)) return rename(turn, n, asked.ask);
  if (asked.ask.kind !== 'leave' || !leaveDraft(turn, n, asked.ask)) far(turn, asked);
}

/** What only the nuvem can answer. */
function far(turn: Turn, asked: Asked): void {
  const { n } = asked;
  const { phase, reason = ['logged-out'], code = 'refused' } = turn.state.link;
  if (phase === 'up') return atNuvem(turn, asked);
  if (phase === 'stopped') turn.refuse(n, { code, reason });
  if (phase === 'seats') atSeats(turn, asked);
}

/** Who comes into a sealed room and who leaves it is a commit; the rest is one request. */
function atNuvem(turn: Turn, asked: Asked): void {
  const { ask } = asked;
  if (isCommit(turn, ask)) return beginCommit(turn, asked, ask);
  nameAsked(turn, ask);
  request(turn, asked, '');
}

/** Everything that waited for the link. */
export function beginAll(turn: Turn): void {
  for (const { n, sent } of turn.state.asks.values()) if (!sent) begin(turn, n);
}

/** What waited for a room to be at rest, one for each room: the next one waits for that. */
export function beginHeld(turn: Turn): void {
  for (const n of released(turn)) begin(turn, n);
}

/** All seats are taken: the one thing that can be asked is who sits there, and to end one. */
function atSeats(turn: Turn, { n, ask }: Asked): void {
  const { seats, reason = ['seats-full', ''] } = turn.state.link;
  if (ask.kind === 'sessions')
    return answer(
      turn,
      n,
      seats.map((seat) => ({ ...seat, here: false })),
    );
  if (ask.kind !== 'end-session') return turn.refuse(n, { code: 'refused', reason });
  turn.request({ type: 'seat-take', end: ask.session }, { for: 'seat', ask: n });
}

function request(turn: Turn, asked: Asked, after: string): void {
  const { n, ask } = asked;
  const key = 'room' in ask ? keyOf(turn, ask.room ?? '') : '';
  if (key === undefined && isLearning(turn.state)) return later(turn, n);
  const fault = key === undefined ? noSuchRoom : misnamed(turn, ask);
  if (fault) return turn.refuse(n, fault);
  const message = messageOf(turn, ask, key ?? '', after);
  if (messages[message.type].since > turn.state.link.version) return turn.refuse(n, oldNuvem);
  turn.state.asks.set(n, { ...asked, sent: true });
  turn.request(message, { for: 'ask', ask: n });
}

const keyOf = ({ state }: Turn, to: string): string | undefined =>
  /^[0-9a-f]{32}$/.test(to) ? to : roomOf(state, to)?.key;

const misnamed = (turn: Turn, ask: Ask): Refused | undefined =>
  isFounding(turn, ask) ? unfitTitle({ name: nameIn(ask) }) : undefined;

function messageOf(turn: Turn, ask: Ask, key: string, after: string): Bare {
  const remote = remotes[ask.kind];
  if (!remote) throw new Error(`Nobody answers ${ask.kind}`);
  const message = remote.request(ask as never, Buffer.from(key, 'hex'), after);
  const isNameless = message.type === 'room-open' && isFounding(turn, ask);
  return isNameless ? { ...message, name: undefined } : message;
}

/** A group is made whose name is for its members only. */
const isFounding = ({ state }: Turn, ask: Ask): ask is Ask<'create'> =>
  ask.kind === 'create' && isTitled(state, { kind: ask.what });

const nameIn = ({ name }: Ask<'create'>): string => name.replace(/^\+/, '').toLowerCase();

export function onReply(turn: Turn, n: number, reply: Reply): void {
  const asked = turn.state.asks.get(n);
  if (!asked) return;
  const { ask } = asked;
  const remote = remotes[ask.kind];
  if (!remote) return;
  if (reply.type === 'room') return onRoomReply(turn, n, reply, remote);
  const page = remote.page?.(reply);
  const pages = [...asked.pages, ...(page?.items ?? [])];
  if (page?.after !== undefined && pages.length < mostItems)
    return request(turn, { ...asked, pages }, page.after);
  answer(turn, n, remote.answer(turn.state, reply, pages));
}

/** A room that is new here is answered when it is on disk; a list rests on nothing. */
function onRoomReply(turn: Turn, n: number, reply: Message<'room'>, remote: Remote): void {
  const room = onRoom(turn, reply);
  const ask = turn.state.asks.get(n)?.ask;
  if (room && ask && isFounding(turn, ask)) {
    nameMembers(turn, room, ask);
    christen(turn, room, n, nameIn(ask));
  } else if (room) answerAfter(turn, n, remote.answer(turn.state, reply, []));
  else turn.refuse(n, { code: 'refused', reason: ['rooms-many', mostRooms] });
}

export function onAskRefused(turn: Turn, n: number, code: string, text: string): void {
  turn.refuse(n, {
    code: code === 'credentials' ? 'credentials' : 'refused',
    reason: reasonOfRefusal({ code, text }),
    refusal: code,
  });
}
