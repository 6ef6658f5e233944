import { fetchUpTo } from '../fetching.ts';
import { notice } from '../notice.ts';
import { roomRow, toOf } from '../rows.ts';
import type { Room } from '../state.ts';
import type { OpenRoom, Turn } from '../turn.ts';
import { letGo } from './commit-fate.ts';
import { isAmongTwo, isAtIts, isIn } from './sealing.ts';
import type { Missing } from './state.ts';
import { tendIn } from './tend-in.ts';

/** How long a commit that the nuvem says there is may stay away: the first time, and at most. */
const shortest = 15_000;
const longest = 600_000;

/** The nuvem says that the room went on, and what led there has not come. */
const isMissing = (room: Room): boolean =>
  room.seal.here?.state === 'in' &&
  room.want === 0 &&
  (isUnread(room) ||
    (room.cursor >= room.head &&
      (room.seal.ahead || room.seal.commit?.step === 'stored' || (isIn(room) && !isAtIts(room)))));

/** It tells of entries that have to be read before anything is sealed, and nobody asked for them: they come by themselves. */
const isUnread = ({ cursor, unsure }: Room): boolean => cursor < unsure;

/** What led to it should have come before it. */
export function missBefore(turn: Turn, room: OpenRoom): void {
  if (room.seal.here?.state !== 'in') return;
  room.seal = { ...room.seal, ahead: true };
  missCommit(turn, room);
}

/**
 * What waits for a commit does not wait for ever: it is told, and the nuvem is asked again, later and later. What it is
 * asked is what it was asked before, so nothing can be had of it by that.
 */
export function missCommit(turn: Turn, room: OpenRoom): void {
  if (room.seal.swept && isMissing(room)) return lose(turn, room);
  if (!isMissing(room)) return void (room.seal = { ...room.seal, missing: undefined });
  const { since, times } = missingSince(turn, room);
  const { cursor } = room;
  const left = since + Math.min(longest, shortest * 2 ** times) - turn.now;
  room.seal = { ...room.seal, missing: { since, times, cursor } };
  if (left > 0) return tendIn(turn, room, left);
  room.seal = { ...room.seal, missing: { since: turn.now, times: times + 1, cursor } };
  if (times === 0) turn.tell(notice(['withheld', toOf(turn.state, room)]));
  askAgain(turn, room);
}

/** While some of it comes, the rest is on its way. */
function missingSince({ now }: Turn, room: Room): Pick<Missing, 'since' | 'times'> {
  const { missing } = room.seal;
  const comes = isUnread(room) && missing?.cursor !== room.cursor;
  return missing && !comes ? missing : { since: now, times: 0 };
}

function askAgain(turn: Turn, room: OpenRoom): void {
  if (isUnread(room)) return fetchUpTo(turn, room, room.unsure);
  // Whether an own commit is in the log, the next connection tells.
  if (room.seal.commit?.step === 'stored') return turn.do({ type: 'hang-up' });
  const { here, ahead } = room.seal;
  if (!here) return;
  if (ahead) return lose(turn, room);
  room.told = { ...room.told, gen: here.gen, epoch: here.epoch };
  room.seal = { ...room.seal, over: { gen: 0, epoch: 0 } };
  turn.state.busy.add(room.key);
}

/**
 * What is written to one person is sealed for nobody else. Whoever let a third in, or called another room that, has
 * the room begun anew for the two.
 */
export function shutOut(turn: Turn, room: OpenRoom): void {
  if (room.out.size === 0 || !isIn(room) || isAmongTwo(turn.state, room)) return;
  turn.tell(notice(['not-let-in', toOf(turn.state, room)]));
  lose(turn, room);
}

/** It cannot come any more, as what lies behind it was read: this device has to be let in anew. */
function lose(turn: Turn, room: OpenRoom): void {
  const { here } = room.seal;
  if (!here) return;
  letGo(turn, room);
  turn.write({ do: 'leave', room: room.key });
  const seal = {
    here: { ...here, state: 'lost' },
    ahead: false,
    swept: false,
    missing: undefined,
  } as const;
  room.seal = { ...room.seal, ...seal };
  turn.tell({ event: 'room', room: roomRow(turn.state, room) });
}
