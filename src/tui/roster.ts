import { harmlessLine } from '../base/sanitize.ts';
import type { RosterContent } from '../client/shown.ts';
import type { said as english } from '../words/en/said.ts';

type Person = RosterContent['by'];
type Words = typeof english;
type RosterWords = Words['roster'];

/** More names than that are counted. */
const mostNames = 8;
const mostDevices = 6;

/**
 * What a commit of a sealed room did, in words: who came in and with which device, who was taken out, and by whom.
 * `me` are you, where somebody is told of it.
 */
export function rosterText(words: RosterWords, content: RosterContent, me?: Person): string {
  const { by, added, came = [], begun = 0 } = content;
  const told: Told = { words, me };
  const name = nameOf(told, by.user);
  const inside = peopleIn(told, added, came);
  if (begun > 1) return words.anew(name, inside);
  if (begun === 1 && inside === '') return words.alone(name);
  const parts = [inside === '' ? '' : words.in(inside, name), outText(told, content, name)];
  return parts.filter((part) => part !== '').join(' · ') || words.renewed(name);
}

function outText(told: Told, { removed, left = [] }: RosterContent, by: string): string {
  const { words, me } = told;
  if (removed.length === 0) return '';
  const isMany = removed.length > 1 || left.includes(me?.user ?? '');
  return words.out(peopleIn(told, removed, left), by, isMany);
}

interface Told {
  readonly words: RosterWords;
  readonly me: Person | undefined;
}

const nameOf = ({ words, me }: Told, user: string): string =>
  user === me?.user ? words.you : harmlessLine(user, 32);

/** Somebody as a whole, with their devices, or further devices of somebody. */
function peopleIn(told: Told, people: readonly Person[], whole: readonly string[]): string {
  const all = new Map<string, number[]>();
  for (const { user, device } of people) all.set(user, [...(all.get(user) ?? []), device]);
  const names = [...all].map(([user, devices]) => personIn(told, user, devices, whole));
  const rest = names.length - mostNames;
  const shown = names.slice(0, mostNames).join(', ');
  return rest > 0 ? told.words.andMore(shown, rest) : shown;
}

function personIn(
  told: Told,
  user: string,
  devices: readonly number[],
  whole: readonly string[],
): string {
  const { words, me } = told;
  const rest = devices.length - mostDevices;
  const numbers = devices.slice(0, mostDevices).join(', ');
  const all = words.devices(rest > 0 ? `${numbers} …` : numbers, devices.length);
  if (whole.includes(user)) return `${nameOf(told, user)} (${all})`;
  if (user !== me?.user) return words.its(harmlessLine(user, 32), all);
  return devices.length === 1 && devices[0] === me.device ? words.thisOne : words.your(all);
}

/** That an entry cannot be read, and why. */
export const unreadText = (
  { unreadable, unread }: Pick<Words, 'unreadable' | 'unread'>,
  why: string,
): string =>
  Object.hasOwn(unread, why) ? `${unreadable} (${unread[why as keyof typeof unread]})` : unreadable;
