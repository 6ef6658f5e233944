import { encode } from '../protocol/wire.ts';
import type { Session } from './hub.ts';
import type { Crowd } from './presence.ts';

export type State = 'online' | 'away' | 'offline';

/** A person as others were last told. */
export interface Person {
  readonly id: number;
  readonly name: string;
  state: State;
  seen: number;
  /** The rooms they are in, kept when they have gone, so that the same people hear of it. */
  rooms: readonly number[];
}

const perFrame = 1000;

/** One round: changes to everybody, everybody to who is fresh. In the common case each is encoded once. */
export function tellPeople(
  crowd: Crowd,
  changed: readonly Person[],
  fresh: ReadonlySet<Session>,
): void {
  const square = busiestRoom(crowd);
  const news = newNews(crowd, changed, square);
  if (fresh.size > 0) {
    const here = [...crowd.people.values()].filter(({ state }) => state !== 'offline');
    const everybody = newNews(crowd, here, square);
    for (const session of fresh) everybody(session);
  }
  for (const [session, people] of crowd.late) {
    if (session.queued() > crowd.sight.outgoing) continue;
    crowd.late.delete(session);
    newNews(crowd, [...people], undefined)(session);
  }
  if (changed.length === 0) return;
  for (const session of crowd.greeted) if (!fresh.has(session)) news(session);
}

/** Tells sessions of the same people: one shared frame for who may see them all, own ones for the others. */
function newNews(
  crowd: Crowd,
  people: readonly Person[],
  square: number | undefined,
): (session: Session) => void {
  const shared = square !== undefined && people.every(({ rooms }) => rooms.includes(square));
  let common: Buffer | undefined;
  return (session) => {
    if (session.queued() > crowd.sight.outgoing) {
      const late = crowd.late.get(session) ?? new Set();
      for (const person of people) late.add(person);
      crowd.late.set(session, late);
    } else if (shared && session.ear.hears.has(square) && !crowd.blocks.concern(session.user.name))
      session.send((common ??= frameOf(people)));
    else {
      const seen = people.filter((person) => maySee(crowd, session, person));
      if (seen.length > 0) session.send(frameOf(seen));
    }
  };
}

const maySee = ({ blocks }: Crowd, { ear, user }: Session, { name, rooms }: Person): boolean =>
  name === user.name ||
  (rooms.some((room) => ear.hears.has(room)) && !blocks.between(user.name, name));

function frameOf(people: readonly Person[]): Buffer {
  const frames: Buffer[] = [];
  for (let at = 0; at < people.length; at += perFrame) {
    const part = people.slice(at, at + perFrame);
    frames.push(
      encode({
        type: 'presence',
        people: part.map(({ name, state, seen }) => ({ name, state, seen })),
      }),
    );
  }
  return Buffer.concat(frames);
}

/** The room most people share: usually #lobby. */
function busiestRoom({ greeted }: Crowd): number | undefined {
  const [first] = greeted;
  let best: number | undefined;
  let most = 0;
  for (const { room } of first?.ear.hears.values() ?? []) {
    if (room.ears.length <= most) continue;
    most = room.ears.length;
    best = room.id;
  }
  return best;
}
