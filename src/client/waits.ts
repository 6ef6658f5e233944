import type { Ask, LineRow, LineState } from './port.ts';
import { answerAfter } from './reply.ts';
import { failureOf, roomRow, toOf } from './rows.ts';
import type { OutLine, Room } from './state.ts';
import type { Turn } from './turn.ts';

const rank: Readonly<Record<LineState, number>> = {
  failed: 0,
  waiting: 0,
  stored: 1,
  delivered: 2,
  read: 3,
};

/** Somebody wants to hear when that line has come as far as they said. */
export function waitFor(turn: Turn, ask: number, id: string): void {
  turn.state.waits.set(id, [...(turn.state.waits.get(id) ?? []), ask]);
}

/** An own line moved on: who waited for that gets the answer, once it is on disk. */
export function reached(
  turn: Turn,
  room: Room,
  line: {
    readonly id: string;
    readonly seq: number;
    readonly state: LineState;
    readonly at?: number;
  },
): void {
  const asks = turn.state.waits.get(line.id);
  if (!asks) return;
  const left = asks.filter((n) => {
    const asked = turn.state.asks.get(n);
    if (!asked) return false;
    const { ask } = asked;
    if (rank[line.state] < rank[ask.kind === 'send' ? ask.wait : 'stored']) return true;
    const row = ask.kind === 'send' ? rowOf(turn, room, ask, line) : answerOf(turn, room, ask);
    turn.state.asks.delete(n);
    turn.after({ type: 'answer', ask: n, value: row });
    return false;
  });
  if (left.length > 0) turn.state.waits.set(line.id, left);
  else turn.state.waits.delete(line.id);
}

/** Nobody can hear of it yet, or may: a group is made nonetheless, and the others learn its name when they come. */
export function unheard(turn: Turn, room: Room): void {
  for (const { id } of room.out.values())
    for (const n of turn.state.waits.get(id) ?? []) {
      const ask = turn.state.asks.get(n)?.ask;
      if (ask?.kind === 'create') answerAfter(turn, n, answerOf(turn, room, ask));
    }
}

/** What a group is called is asked for in another way, and comes to be by a line. */
const answerOf = ({ state }: Turn, room: Room, { kind }: Ask): unknown =>
  kind === 'create' ? roomRow(state, room) : undefined;

/** The line will not be sent: who waited for it is told why. */
export function failedFor(turn: Turn, line: OutLine, refusal: string): void {
  for (const ask of turn.state.waits.get(line.id) ?? [])
    turn.after({
      type: 'refuse',
      ask,
      error: { code: 'refused', reason: failureOf(line.why), refusal },
    });
  for (const ask of turn.state.waits.get(line.id) ?? []) turn.state.asks.delete(ask);
  turn.state.waits.delete(line.id);
}

function rowOf(
  turn: Turn,
  room: Room,
  ask: Ask<'send'>,
  line: { readonly seq: number; readonly state: LineState; readonly at?: number },
): LineRow {
  return {
    id: ask.id,
    room: toOf(turn.state, room),
    seq: line.seq,
    from: turn.state.name,
    device: turn.state.device,
    at: line.at ?? turn.wall,
    content: ask.content,
    sealed: room.sealed,
    removed: false,
    state: line.state,
  };
}
