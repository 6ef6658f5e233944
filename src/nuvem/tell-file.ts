import type { FileRow } from '../store/files.ts';
import type { World } from './handler.ts';

/** What became of a file, told to those who are here: to its room, or when everybody has it to who sent it. */
export function tellFile(
  { hub }: Pick<World, 'hub'>,
  { id, room, user }: FileRow,
  state: 'complete' | 'fetched' | 'dropped' | 'expired',
): void {
  const news = { type: 'file', file: id, state } as const;
  if (state === 'fetched') hub.tellUser(user, news);
  else hub.tellRoom(room, news);
}
