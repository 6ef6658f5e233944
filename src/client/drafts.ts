import { createHash } from 'node:crypto';

import { becomeLeft } from './left.ts';
import { put, takeAll } from './out.ts';
import { fail, highest, isPermanent, moveOf } from './outbox.ts';
import { pause } from './pause.ts';
import type { Ask } from './port.ts';
import { answerAfter } from './reply.ts';
import { emptyRoom } from './room.ts';
import { roomOf, roomRow, toOf } from './rows.ts';
import { unsealed } from './sealed/sealing.ts';
import type { Room } from './state.ts';
import type { OpenRoom, Turn } from './turn.ts';

const rest = 2000;

/**
 * A conversation with somebody to whom nothing was ever written: it exists here, with a key of its own,
 * until the nuvem opens it or names the one that is there already.
 */
export function newDraft(turn: Turn, name: string, lineId: string): OpenRoom {
  const key = createHash('sha256')
    .update(`draft ${turn.state.name} ${name} ${lineId}`)
    .digest('hex')
    .slice(0, 32);
  const room = turn.add(
    emptyRoom({
      key,
      kind: 'dm',
      name,
      role: 'member',
      members: 2,
      topic: '',
      sealed: false,
      request: false,
      from: '',
      draft: true,
    }),
  );
  const { kind, role, members, topic, sealed, request, from, draft } = room;
  turn.write({
    do: 'room',
    room: { key, kind, name, role, members, topic, sealed, request, from, draft },
  });
  turn.tellAfter({ event: 'room', room: roomRow(turn.state, room) });
  return room;
}

/** Asks the nuvem for every room that waits to exist, or moves the lines into the one it has. */
export function openDrafts(turn: Turn): void {
  if (turn.state.link.phase !== 'up') return;
  for (const { key, draft, opening, out, cursor, pausedUntil } of turn.state.rooms.values())
    if (draft && !opening && (out.size > 0 || cursor >= 0) && turn.now >= pausedUntil)
      openDraft(turn, key);
}

function openDraft(turn: Turn, key: string): void {
  const draft = turn.room(key);
  if (!draft) return;
  for (const other of turn.state.names.get(`@${draft.name}`) ?? [])
    if (turn.room(other)?.draft === false) return adopt(turn, key, other);
  if (draft.out.size === 0) return;
  draft.opening = true;
  turn.request(
    { type: 'room-open', room: Buffer.from(key, 'hex'), kind: 'dm', members: [draft.name] },
    { for: 'open', room: key },
  );
}

/** The lines of a draft move into the real room, behind those that wait there. */
export function adopt(turn: Turn, key: string, into: string): void {
  const draft = turn.room(key);
  const room = turn.room(into);
  if (!draft || !room || key === into) return;
  const failed = draft.failed.map((line) => ({ ...line, room: into }));
  room.failed = [...room.failed, ...failed];
  for (const line of failed) turn.write(moveOf(line));
  for (const line of takeAll(turn, draft)) {
    const next = highest(room) + 1;
    const moved = { ...unsealed(line), no: next, room: into, batch: turn.state.next.n };
    put(turn, room, moved);
    turn.write(moveOf(moved));
  }
  turn.state.busy.add(into);
  forget(turn, draft);
}

export function onOpenRefused(turn: Turn, key: string, code: string, wait = rest): void {
  const draft = turn.room(key);
  if (!draft) return;
  draft.opening = false;
  if (!isPermanent(code)) {
    pause(turn, draft, wait);
    return;
  }
  const lines = takeAll(turn, draft);
  // Whoever waits is told by that: nothing else needs a conversation that never was.
  const allHeard = draft.failed.length === 0 && lines.every(({ id }) => turn.state.waits.has(id));
  for (const line of lines) fail(turn, draft, line, code);
  if (allHeard) dropDraft(turn, draft);
}

/** The way out of a conversation that the nuvem does not know: true when it was one, and is gone. */
export function leaveDraft(turn: Turn, n: number, { room: to }: Ask<'leave'>): boolean {
  const draft = turn.room(roomOf(turn.state, to)?.key ?? '');
  if (!draft?.draft || draft.opening) return false;
  for (const line of takeAll(turn, draft)) fail(turn, draft, line, 'no-room');
  dropDraft(turn, draft);
  answerAfter(turn, n);
  return true;
}

function dropDraft(turn: Turn, draft: OpenRoom): void {
  const to = toOf(turn.state, draft);
  turn.write({ do: 'unsaid', room: draft.key });
  forget(turn, draft);
  turn.tellAfter({ event: 'room-gone', room: to });
}

/** What was said there before the nuvem forgot it stays; what was not has gone elsewhere, or nowhere. */
function forget(turn: Turn, draft: OpenRoom): void {
  const { key: room, cursor } = draft;
  turn.state.busy.delete(room);
  draft.failed = [];
  if (cursor >= 0) return becomeLeft(turn, draft);
  turn.drop(draft);
  turn.write({ do: 'room-gone', room });
}

/** The answer to `room-open`: the draft itself is real now, or another room is. */
export function opened(turn: Turn, key: string, room: Room | undefined): void {
  if (!room) return;
  const real = turn.room(key);
  if (room.key !== key) {
    if (room.kind === 'dm' && room.name === real?.name) return adopt(turn, key, room.key);
    return turn.do({ type: 'hang-up' });
  }
  if (real) real.opening = false;
  turn.state.busy.add(key);
}
