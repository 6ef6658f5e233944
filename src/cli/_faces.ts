import { type Client, ClientError, type RoomRow } from '../client/port.ts';

async function roomAt(client: Client, to: string): Promise<RoomRow | undefined> {
  const rooms = await client.ask<'rooms'>({ kind: 'rooms' });
  return rooms.find((one) => one.to.toLowerCase() === to.toLowerCase());
}

/** Nothing is sent where somebody is not who they were: that is said before a line waits there. */
export async function mustBeThemselves(client: Client, to: string): Promise<void> {
  const [name] = (await roomAt(client, to))?.alarm ?? [];
  if (name !== undefined) throw new ClientError('key-changed', ['held-back', name, to]);
}

/** This device has to be let in first, and was not in time. */
export const isLetIn = async (client: Client, to: string): Promise<boolean> =>
  (await roomAt(client, to))?.waiting !== 'let-in';
