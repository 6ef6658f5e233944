import { ok } from '../../base/result.ts';
import type { Message } from '../../protocol/messages.ts';
import type { RoomOf } from '../../store/rows.ts';
import { keyText } from '../fanout.ts';
import type { Handler } from '../handler.ts';

/**
 * Tells the device all its rooms, then lets it hear them from where it is. From here on there is one way
 * for a message to arrive: pages of the store while something is missing, live afterwards.
 */
export const onSync: Handler<'sync'> = async (world, { session }, { re, marks }) => {
  if (!session) return ok(undefined);
  const { hub, store } = world;
  const given = new Map(marks.map(({ room, seq }) => [keyText(room), seq]));
  hub.syncing(session);
  world.presence.expect(session);
  const rooms = await store.roomsOf(session.user.id, session.device.id);
  const left = hub.synced(session);
  for (const room of rooms) session.tell(roomMessage(room));
  session.tell({ type: 'synced', re });
  for (const room of rooms) {
    hub.hear(session, room, begin(room, given.get(keyText(room.key))));
    const until = left.get(room.id);
    if (until !== undefined) hub.unhear(session.user.id, room.id, until);
  }
  world.presence.greet(session);
  world.receipts.greet(session);
  return ok(undefined);
};

/** The device knows best what it has; without its word the store's holds. */
const begin = ({ acked, joined, low, head }: RoomOf, mark: number | undefined): number =>
  Math.min(Math.max(mark ?? acked, joined, low), head);

/** A room as its member is told of it; `re` when that was asked for. */
export const roomMessage = (room: RoomOf, re?: number): Message<'room'> => ({
  type: 'room',
  re,
  room: room.key,
  kind: room.kind,
  name: room.kind === 'dm' ? room.peer : room.name,
  role: room.role,
  members: room.members,
  head: room.head,
  low: room.low,
  joined: room.joined,
  read: room.read,
  mark: room.mark,
  gen: room.gen,
  epoch: room.epoch,
  topic: room.topic,
  slow: room.slow,
  readOnly: room.readOnly,
  sealed: false,
  request: room.request,
  from: room.from || undefined,
});
