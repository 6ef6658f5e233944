import type { Outcome } from '../seal/port.ts';
import type { Room } from '../state.ts';
import type { Turn } from '../turn.ts';
import { want } from './commits.ts';
import { isAtIts } from './sealing.ts';

/*
 * The keys of this device in a sealed room are made anew by a commit after seven days, or a thousand own lines: whoever
 * copied them reads no further. It goes with the lines of a room: one in which nobody says anything needs no keys.
 */

/** Not when a device comes: then it has other things to do, like all that come with it. */
const settled = 60_000;
/** Of so many lines for each device one is followed by a commit, while all are due. */
const linesEach = 8;

/** A line was sealed or opened with keys that are due. Not all devices of a room renew theirs at once. */
export function renewAfter(turn: Turn, outcome: Outcome): void {
  if (outcome.of !== 'sealed' && outcome.of !== 'opened') return;
  const room = outcome.wear && turn.room(outcome.room);
  if (!room || !isAtRest(turn, room) || !isTheirTurn(turn, room, outcome.wear)) return;
  want(turn, room, { fresh: false, eager: true, ask: undefined, add: [], remove: [] });
}

function isTheirTurn({ chance }: Turn, { seal }: Room, wear: 'old' | 'worn'): boolean {
  const devices = seal.here?.roster.length ?? 0;
  return devices > 1 && (wear === 'worn' || chance * linesEach * devices < 1);
}

/** Nothing else is to be done there that is a commit, too. */
const isAtRest = ({ state: { link }, now }: Turn, room: Room): boolean =>
  link.phase === 'up' &&
  now - link.upAt >= settled &&
  now >= room.pausedUntil &&
  room.ready &&
  !room.search &&
  !room.told.due &&
  !room.seal.commit &&
  isAtIts(room);
