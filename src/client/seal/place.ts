import { codeOf, type Member, membersOf, type Room, widthOf } from '../../e2ee/room.ts';
import type { Witness } from '../../e2ee/witness.ts';
import { type Title, untitled } from '../sealed/title.ts';
import type { Pending, Person, SealedRow, Standing } from './port.ts';
import { personOf, type Resident } from './roster.ts';
import type { Renewal } from './wear.ts';

/** Where this device is with a sealed room: what is on disk, or, in a step, what will be. */
export interface Place {
  readonly room: string;
  state: 'none' | SealedRow['state'];
  gen: number;
  epoch: number;
  /** The entry of the log that led to it; 0 when that is not known. */
  since: number;
  /** Nothing more is sealed in this generation. */
  spent: boolean;
  roster: readonly Resident[];
  alarm: readonly string[];
  newcomers: readonly Person[];
  /** While the state is `in`. */
  mls: Room | undefined;
  witness: Witness | undefined;
  pending: Pending | undefined;
  /** The room once the pending commit is in the log; it is on disk with it. */
  next: Room | undefined;
  renewed: Renewal;
  /** It outlives the keys. */
  title: Title;
  /** Until the room has begun: whom this person named for it. */
  named: readonly string[];
}

export const nowhere = (room: string): Place => ({
  room,
  state: 'none',
  gen: 0,
  epoch: 0,
  since: 0,
  spent: false,
  roster: [],
  alarm: [],
  newcomers: [],
  mls: undefined,
  witness: undefined,
  pending: undefined,
  next: undefined,
  renewed: { at: 0, count: 0 },
  title: untitled,
  named: nobody,
});

/** One list, so that no change is seen where there is none. */
export const nobody: readonly string[] = [];

/** More devices than this are in no room. */
export const mostDevices = 1500;
/** No commit or Welcome is larger. */
export const mostBytes = 2 * 1024 * 1024;

/** What the core is told of it. `mls` is the room that it stands in, or stood in last. */
export const standingOf = (
  { gen, epoch, since, spent, roster, alarm, newcomers }: Place,
  mls: Room,
): Standing => ({
  gen,
  epoch,
  since,
  spent,
  roster: roster.map(personOf),
  alarm,
  newcomers,
  code: codeOf(mls),
});

interface Standpoint {
  readonly gen: number;
  readonly epoch: number;
  /** The entry that led there. */
  readonly seq: number;
  /** Who came by it, as far as is known: everybody may have. */
  readonly came: readonly Member[] | 'perhaps all';
}

/** In the room at another epoch: whoever wrote is over with. */
export function stand(place: Place, mls: Room, { gen, epoch, seq, came }: Standpoint): void {
  const there = came === 'perhaps all' ? [] : place.roster;
  const since = new Map(there.map((one) => [one.device, one.since]));
  if (came !== 'perhaps all') for (const { device } of came) since.delete(device);
  place.spent &&= gen === place.gen;
  place.since = seq;
  place.state = 'in';
  place.mls = mls;
  place.gen = gen;
  place.epoch = epoch;
  place.roster = [...membersOf(mls).values()].map(({ user, device, identity }) => {
    return { user, device, identity, since: since.get(device) ?? seq };
  });
}

/**
 * The keys of the room are no more. What was planned stays: the nuvem may have it, and then its number is used up.
 * Who asked for it says when that is known.
 */
export function giveUp(place: Place, state: 'lost' | 'out'): void {
  place.state = state;
  place.mls = undefined;
  place.witness = undefined;
  place.alarm = [];
}

/** A commit of where the room was comes to nothing now; the beginning of a later generation may. */
export function dropPending(place: Place): void {
  if (place.pending && place.pending.gen > place.gen) return;
  place.pending = undefined;
  place.next = undefined;
}

/** About what it takes in memory. */
export function weightOf({ mls, next, witness }: Place): number {
  const leaves = (mls ? widthOf(mls) : 0) + (next ? widthOf(next) : 0);
  const marks = (witness?.recent.length ?? 0) + (witness?.digests.length ?? 0);
  return 4096 + leaves * 2600 + marks * 150 + (witness?.counts.size ?? 0) * 150;
}
