import { notice } from '../notice.ts';
import { toOf } from '../rows.ts';
import type { Learnt } from '../seal/port.ts';
import type { OpenRoom, Turn } from '../turn.ts';
import type { Bad } from './state.ts';
import { tendIn } from './tend-in.ts';

/** How long a device is let be that offered what does not hold: the first time, and at most. */
const shortest = 10_000;
const longest = 600_000;
/** So many are remembered in a room, whatever the nuvem lists. */
const most = 2000;

/** Told once of each device, which is asked for another offer later and later. */
export function noteBad(
  turn: Turn,
  room: OpenRoom,
  { bad, identities }: { readonly bad: readonly number[]; readonly identities: readonly Learnt[] },
): void {
  if (bad.length === 0) return;
  const before = room.seal.bad;
  const after = new Map<number, Bad>([...before].slice(-most));
  for (const device of bad) {
    const times = (before.get(device)?.times ?? 0) + 1;
    after.set(device, { times, until: turn.now + Math.min(longest, shortest * 2 ** (times - 1)) });
  }
  tell(turn, room, { bad: bad.filter((device) => !before.has(device)), identities });
  room.seal = { ...room.seal, bad: after };
}

/** Who is now somebody else is told as that. */
function tell(
  turn: Turn,
  room: OpenRoom,
  { bad, identities }: { readonly bad: readonly number[]; readonly identities: readonly Learnt[] },
): void {
  const added = room.seal.commit?.add ?? [];
  const others = new Set(identities.map(({ user }) => user));
  const users = added.filter(({ device, user }) => bad.includes(device) && !others.has(user));
  for (const user of new Set(users.map((person) => person.user)))
    turn.tell(notice(['bad-offer', user, toOf(turn.state, room)]));
}

/** When one of them is to be asked again, the room is looked after. */
export function askLater(turn: Turn, room: OpenRoom): void {
  if (room.seal.bad.size === 0) return;
  const next = Math.min(...[...room.seal.bad.values()].map(({ until }) => until));
  tendIn(turn, room, Math.max(0, next - turn.now));
}

/** Whether one of them may be asked again. */
export const isForgiven = ({ now }: Turn, { seal: { bad } }: OpenRoom): boolean =>
  [...bad.values()].some(({ until }) => until <= now);
