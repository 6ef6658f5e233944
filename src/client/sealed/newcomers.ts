import { createHash } from 'node:crypto';

import type { Person } from '../seal/port.ts';
import type { Newcomers } from '../shown.ts';
import type { Room, State } from '../state.ts';

/*
 * Somebody came into a sealed room whom nobody here named: what is written waits until this person says that it is for
 * them, too. What was let go stays so; who comes later is asked for anew.
 */

/** So many are named; a room may have hundreds. */
const mostNamed = 10;

/** Nobody is there to whom this person has not agreed to write. */
export const isOpenTo = ({ wary }: Pick<State, 'wary'>, { seal }: Pick<Room, 'seal'>): boolean =>
  !wary || (seal.here?.newcomers.length ?? 0) === 0;

/** Who they are, for people; undefined where there are none. */
export function newcomersOf(state: State, room: Room): Newcomers | undefined {
  const { here } = room.seal;
  if (isOpenTo(state, room) || here?.state !== 'in') return undefined;
  const { newcomers, roster } = here;
  const came = new Set(newcomers.map(({ device }) => device));
  const there = new Set(roster.filter(({ device }) => !came.has(device)).map(({ user }) => user));
  const names = [...new Set(newcomers.map(({ user }) => user))];
  const people = names.filter((user) => !there.has(user)).slice(0, mostNamed);
  const devices = names.filter((user) => there.has(user)).slice(0, mostNamed);
  const more = names.length - people.length - devices.length;
  return { mark: markOf(newcomers), people, devices, more };
}

/** Names that set of them. */
export const markOf = (people: readonly Person[]): string =>
  createHash('sha256')
    .update(
      people
        .map(({ user, device }) => `${device} ${user}`)
        .toSorted()
        .join('\n'),
    )
    .digest('hex')
    .slice(0, 16);
