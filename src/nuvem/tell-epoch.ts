import type { NewEpoch } from '../store/rows.ts';
import type { World } from './handler.ts';
import { tellEach, tellOut } from './tell-rooms.ts';

/**
 * A commit was taken. Who is out hears the room up to it; the invitations go to their inboxes; then who
 * is in now begins to hear the room behind it.
 */
export async function tellEpoch(world: World, epoch: NewEpoch): Promise<void> {
  const { hub, transfers } = world;
  const { room, entries, inside, out, news, gone, lacks, invites } = epoch;
  const seq = entries[0]?.seq ?? room.head;
  for (const device of out) hub.unhearAt(device, room.id, seq);
  transfers.look({ room: room.id });
  for (const entry of entries) hub.deliver(room, entry);
  for (const invite of invites) hub.deliver(invite.room, invite.entry);
  const here = [
    ...inside.flatMap((device) => hub.sessionOf(device) ?? []),
    ...news.flatMap((user) => hub.sessionsOf(user)),
    // How many they are now is for all of them, and that somebody is left to be let in.
    ...(news.length + gone.length > 0 || lacks ? hub.hearers(room.id) : []),
  ];
  await tellEach(world, room, [...new Set(here)]);
  for (const session of gone.flatMap((user) => hub.sessionsOf(user))) {
    // The others are told behind the last entry they still get.
    if (!out.includes(session.device.id)) tellOut(session, room);
  }
}
