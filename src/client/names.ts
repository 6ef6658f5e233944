import type { Room } from './state.ts';

/** What people type, in small letters, to the keys of the rooms that are called so. */
export type Names = Map<string, Set<string>>;

const signs = { dm: '@', group: '+', channel: '#' } as const;

/** Nobody types the name of an inbox. */
const nameOf = ({ kind, name }: Room): string =>
  kind === 'inbox' ? '' : `${signs[kind]}${name.toLowerCase()}`;

export function addName(names: Names, room: Room): void {
  const name = nameOf(room);
  if (name === '') return;
  const keys = names.get(name);
  if (keys) keys.add(room.key);
  else names.set(name, new Set([room.key]));
}

export function dropName(names: Names, room: Room): void {
  const name = nameOf(room);
  const keys = names.get(name);
  keys?.delete(room.key);
  if (keys?.size === 0) names.delete(name);
}

/** The keys of all rooms that somebody may mean; `~` and the begin of its key tells apart those of one name. */
export function keysOf(names: ReadonlyMap<string, ReadonlySet<string>>, to: string): string[] {
  const name = to.toLowerCase();
  const [, before = '', begin] = /^(.*)~([0-9a-f]{4})$/.exec(name) ?? [];
  const told =
    begin === undefined
      ? []
      : [...(names.get(before) ?? [])].filter((key) => key.startsWith(begin));
  return [...(names.get(name) ?? []), ...told];
}
