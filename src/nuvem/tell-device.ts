import type { User } from '../store/rows.ts';
import type { World } from './handler.ts';

/** Whoever is in a room with this person that is sealed, or will be, learns that a commit has something to do about a device. */
export async function tellDevice(
  { store, hub }: World,
  { name }: Pick<User, 'name'>,
  device: number,
  change: 'waiting' | 'revoked',
): Promise<void> {
  for (const { id, key } of await store.dueRooms(device))
    hub.tellRoom(id, { type: 'device', room: key, name, device, change });
}
