import { ok } from '../../base/result.ts';
import type { RoomOf } from '../../store/rows.ts';
import { keyText } from '../fanout.ts';
import type { Handler, World } from '../handler.ts';
import type { Session } from '../hub.ts';
import { isHeard, roomMessage } from '../room-message.ts';
import { beginOf } from '../stays.ts';
import { tellNews } from '../tell-rooms.ts';

/**
 * Tells the device all its rooms, then lets it hear them from where it is. From here on there is one way
 * for a message to arrive: pages of the store while something is missing, live afterwards.
 */
export const onSync: Handler<'sync'> = async (world, { session }, { re, marks }) => {
  if (!session) return ok(undefined);
  const { hub } = world;
  const given = new Map(marks.map(({ room, seq }) => [keyText(room), seq]));
  hub.syncing(session);
  world.presence.expect(session);
  const rooms = await roomsFor(world, session, given);
  const left = hub.synced(session);
  for (const room of rooms) session.tell(roomMessage(room));
  session.tell({ type: 'synced', re });
  for (const room of rooms.filter(isHeard)) {
    hub.hear(session, room, beginOf(room, given.get(keyText(room.key))), true);
    const until = left.get(room.id);
    if (until !== undefined) hub.unhearAt(session.device.id, room.id, until);
  }
  tellNews(session);
  world.presence.greet(session);
  world.receipts.greet(session);
  return ok(undefined);
};

/** As the store tells them; what a device says that it has of a room it was put out of is no more told. */
async function roomsFor(
  { store }: World,
  { user, device }: Session,
  given: ReadonlyMap<string, number>,
): Promise<readonly RoomOf[]> {
  const rooms = await store.roomsOf(user.id, device.id);
  const had = (room: RoomOf): number => given.get(keyText(room.key)) ?? 0;
  const isPast = (room: RoomOf): boolean => room.until !== undefined && room.until <= had(room);
  if (!rooms.some(isPast)) return rooms;
  const acks = rooms.filter(isPast).map((room) => ({
    device: device.id,
    room: room.id,
    seq: had(room),
  }));
  // Asked for in one turn, so the acknowledgements are counted before the answers.
  const acked = store.ack(acks);
  const now = rooms.map((room) =>
    isPast(room) ? store.nextStay(room.id, user.id, device.id, had(room)) : Promise.resolve(room),
  );
  await acked;
  return (await Promise.all(now)).filter((room) => room !== undefined);
}
