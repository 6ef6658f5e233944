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
export async function isLetIn(client: Client, to: string): Promise<boolean> {
  const { waiting } = (await roomAt(client, to)) ?? {};
  return waiting === undefined || waiting === 'line';
}

/** What is sent there may be for who is new there, too. */
export async function meetThere(client: Client, to: string): Promise<void> {
  const { key, newcomers } = (await roomAt(client, to)) ?? {};
  if (key !== undefined && newcomers)
    await client.ask<'meet'>({ kind: 'meet', room: key, mark: newcomers.mark });
}

/** How often somebody may come between the agreement and the line. */
const mostMeetings = 5;

/** Sends a line to who is there, new or not: each time that somebody came, they are met first. */
export async function sentToNew<T>(client: Client, to: string, send: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    await meetThere(client, to);
    try {
      return await send();
    } catch (failure) {
      if (tries === mostMeetings || !isOfNew(failure)) throw failure;
    }
  }
}

const isOfNew = (failure: unknown): boolean =>
  failure instanceof ClientError &&
  (failure.reason[0] === 'new-there' || failure.reason[0] === 'newcomers');

/** Sends a line to those who were there; who came while this program was not running is named. */
export async function sentToKnown<T>(
  client: Client,
  to: string,
  send: () => Promise<T>,
): Promise<T> {
  try {
    return await send();
  } catch (failure) {
    const { newcomers } = (isOfNew(failure) && (await roomAt(client, to))) || {};
    if (!newcomers) throw failure;
    const names = [...newcomers.people, ...newcomers.devices].join(', ');
    throw new ClientError('refused', ['new-there', to, names]);
  }
}
