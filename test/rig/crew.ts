import type { Clock } from '../../src/base/clock.ts';
import type { ClientEvent, LineRow, RoomRow } from '../../src/client/port.ts';
import type { Line } from '../../src/protocol/line.ts';
import { newClient, type TestClient } from './client.ts';
import type { Rig } from './nuvem.ts';

type Of<E extends ClientEvent['event']> = Extract<ClientEvent, { event: E }>;

/** An event that fits, of those that came or of those that will come. */
export async function told<E extends ClientEvent['event']>(
  who: TestClient,
  event: E,
  where: (event: Of<E>) => boolean,
): Promise<Of<E>> {
  const there = who.events.find((each) => each.event === event && where(each as Of<E>));
  return (there as Of<E> | undefined) ?? who.until(event, where);
}

const isUp = (who: TestClient) => told(who, 'link', ({ link }) => link.state === 'up');

/** Somebody whose lines leave sealed, and who can be let into rooms: on their first device, or on another one. */
export async function sealing(
  rig: Rig | (() => Rig),
  name: string,
  options: { clock?: Clock; enrol?: 'login'; wary?: boolean; through?: (line: Line) => Line } = {},
): Promise<TestClient> {
  const who = await newClient(rig, name, { ...options, seals: true });
  await isUp(who);
  return who;
}

/** That text is here, or will be. */
export const hears = (who: TestClient, text: string) =>
  told(who, 'line', ({ line }) => textOf(line) === text && line.seq !== undefined);

const textOf = ({ content }: LineRow): string | undefined =>
  content.kind === 'text' ? content.text : undefined;

export async function roomOf(who: TestClient, to: string): Promise<RoomRow | undefined> {
  const rooms = await who.client.ask({ kind: 'rooms' });
  return rooms.find((room) => room.to === to);
}

/** Waits until the room is as wanted: it is looked at with each event that tells of it. */
export async function stands(
  who: TestClient,
  to: string,
  is: (room: RoomRow) => boolean,
): Promise<RoomRow> {
  for (;;) {
    const room = await roomOf(who, to);
    if (room && is(room)) return room;
    await who.until('room', (event) => event.room.to === to && is(event.room));
  }
}
