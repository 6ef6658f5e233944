import type { Change } from '../../e2ee/commit.ts';
import type { Self } from '../../e2ee/package.ts';
import { type Member, membersOf } from '../../e2ee/room.ts';
import type { Aside } from './aside.ts';
import type { Place } from './place.ts';
import type { Person, SealWrite } from './port.ts';
import { personOf } from './roster.ts';
import type { Step } from './step.ts';

type Was = Pick<Place, 'state' | 'mls' | 'roster' | 'newcomers' | 'named'>;

/**
 * To whom nobody here has agreed to write, once a commit was followed. Of a room that this device begins they are all
 * whom nobody here named; who is let in by another device of theirs, or named on another device of this person, is no
 * newcomer, unless that device is one.
 */
export function newcomersIn(
  before: Was,
  { roster, newcomers }: Place,
  { by, added, removed, own }: Change & { readonly own: boolean },
  { claim }: Pick<Self, 'claim'>,
): readonly Person[] {
  const isKnown = knownIn(before, removed);
  const isNamed = namedIn(before, claim);
  const isTrusted = isKnown(by) && !newcomers.some(({ device }) => device === by.device);
  const vouches = ({ user }: Person): boolean =>
    isTrusted && (user === by.user || (by.user === claim.user && !own));
  const came = added
    .filter((one) => one.device !== claim.device && !isKnown(one) && !vouches(one) && !isNamed(one))
    .map(personOf);
  return stillIn(roster, [...newcomers, ...came]);
}

/**
 * The same of an invitation, which does not say who let whom in. Who was not there before takes those for strangers
 * who are that to whoever invites.
 */
export function newcomersSince(
  before: Was,
  after: Place,
  { strangers }: Pick<Aside, 'strangers'>,
  { claim }: Pick<Self, 'claim'>,
): readonly Person[] {
  if (!after.mls) return [];
  const isNamed = namedIn(before, claim);
  const isStrange = ({ device }: Member): boolean => strangers === 'all' || strangers.has(device);
  const isKnown =
    before.state === 'none' ? (one: Member) => !isStrange(one) || isNamed(one) : knownIn(before);
  const there = [...membersOf(after.mls).values()];
  const came = there.filter((one) => one.device !== claim.device && !isKnown(one));
  return stillIn(after.roster, [...before.newcomers, ...came.map(personOf)]);
}

/** Of a room in which this device has not been: own devices wait at the door, and others were asked for here. */
export const namedIn =
  ({ state, named }: Pick<Was, 'state' | 'named'>, { user: own }: Self['claim']) =>
  ({ user }: Pick<Person, 'user'>): boolean =>
    state === 'none' && (user === own || named.includes(user));

/** Who was there, by their keys as far as they are kept: anybody can have the number of another device. */
function knownIn({ mls, roster }: Was, removed: Change['removed'] = []): (one: Member) => boolean {
  if (!mls) {
    const places = new Set(roster.map(placeOf));
    return (one) => places.has(placeOf(one));
  }
  const keys = new Set([...membersOf(mls).values(), ...removed].map(({ key }) => hex(key)));
  return ({ key }) => keys.has(hex(key));
}

const placeOf = ({ user, device }: Person): string => `${device} ${user}`;

/** Each once, and the same list when nothing changed. */
function stillIn(roster: readonly Person[], newcomers: readonly Person[]): readonly Person[] {
  const inside = new Set(roster.map(({ device }) => device));
  const found = new Map(newcomers.map((one) => [one.device, one]));
  return [...found.values()].filter(({ device }) => inside.has(device));
}

/** What is written from now on may be for them, too. */
export function met(
  step: Step,
  { room, devices }: Extract<SealWrite, { readonly do: 'met' }>,
): void {
  const place = step.place(room);
  const agreed = new Set(devices);
  if (place.newcomers.some(({ device }) => agreed.has(device)))
    place.newcomers = place.newcomers.filter(({ device }) => !agreed.has(device));
  step.tell({ of: 'met', room, newcomers: place.newcomers });
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
