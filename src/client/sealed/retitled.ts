import type { KeptRoom, Loaded, Write } from '../db-port.ts';
import type { Ports } from '../ports.ts';
import { emptyRoom } from '../room.ts';
import type { Room } from '../state.ts';
import { type Title, untitled } from './title.ts';

/** What a group is called lies apart from it; earlier versions kept it with the room, as the nuvem told it. */
export function namedRoom({ titles }: Loaded, kept: KeptRoom): Room {
  if (kept.kind !== 'group') return emptyRoom(kept);
  const title: Title = titles.get(kept.key) ?? { ...untitled, name: kept.name, topic: kept.topic };
  return { ...emptyRoom({ ...kept, name: title.name, topic: title.topic }), title };
}

/** Those of earlier versions are written where they belong now. */
export const retitled = (
  { seals }: Pick<Ports, 'seals'>,
  { rooms, left, titles }: Loaded,
): readonly Write[] =>
  (seals ? [...rooms, ...left] : []).flatMap(({ key, kind, name, topic }) =>
    kind === 'group' && name !== '' && !titles.has(key)
      ? [{ do: 'title', room: key, name, topic } as const]
      : [],
  );
