import { no, ok, type Result } from '../../base/result.ts';
import { harmlessLine } from '../../base/sanitize.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import type { World } from '../handler.ts';
import { known } from '../known.ts';
import { foldName } from '../names.ts';
import { letIn } from '../tell-rooms.ts';

/** Makes a room, or answers the one that this key, or this pair of people, has already. */
export const onRoomOpen = known<'room-open'>(async (world, session, asked) => {
  const { re, room: key, kind, members } = asked;
  const name = nameOf(asked);
  if (!name.ok) return name;
  if (isForMembers(world, kind, asked)) return no('unsealed');
  const { id: maker, name: by } = session.user;
  const at = world.now();
  const mostMade = world.settings.roomsPerAccount;
  const wanted = { key, kind, name: name.value, maker, members, at, mostMade };
  const opened = await world.store.openRoom(wanted);
  if (!opened.ok) return opened;
  const { room, entry, fresh, members: people } = opened.value;
  if (fresh) world.activity('room', { room: hex(room.key), kind, by, members: people.length });
  if (entry) world.hub.deliver(room, entry);
  const self = { user: maker };
  // A DM that is there already may have been left by the other one, who is in it again.
  const news = fresh || kind === 'dm' ? people : [];
  const others = news.filter(({ user }) => user !== maker);
  await letIn(world, room, [self, ...others], { session, re });
  return ok(undefined);
});

/** What a group is called is sealed like its lines: the nuvem does not want to know. */
export const isForMembers = (
  { settings }: Pick<World, 'settings'>,
  kind: Message<'room'>['kind'],
  {
    name = '',
    topic = '',
  }: { readonly name?: string | undefined; readonly topic?: string | undefined },
): boolean => settings.sealedOnly && kind === 'group' && name + topic !== '';

/** A channel's name is checked as a user's is; a group's, if any, is free text that does nothing to a terminal. */
export function nameOf({
  kind,
  name = '',
}: Pick<Message<'room-open'>, 'kind' | 'name'>): Result<string, Refusal> {
  if (kind === 'dm') return ok('');
  if (kind === 'group' && name === '') return ok('');
  const wanted = kind === 'channel' ? foldName(name) : plain(name);
  return wanted === undefined ? no('bad-name') : ok(wanted);
}

const plain = (name: string): string | undefined =>
  name !== '' && harmlessLine(name) === name ? name : undefined;

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
