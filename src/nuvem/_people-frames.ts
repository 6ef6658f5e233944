import { encode } from '../protocol/wire.ts';
import { type HeardRoom, isIn, type Session } from './hub.ts';
import type { Crowd } from './presence.ts';

export type State = 'online' | 'away' | 'offline';

/** A person as others were last told. */
export interface Person {
  readonly id: number;
  readonly name: string;
  state: State;
  seen: number;
  /** The rooms they are in, kept when they have gone, so that the same people hear of it. */
  rooms: readonly HeardRoom[];
}

const perFrame = 1000;

/**
 * One round: what changed to everybody, and everybody to who is fresh. In the common case, all in one
 * room and nobody blocked, each is encoded once.
 */
export function tellPeople(
  crowd: Crowd,
  changed: readonly Person[],
  fresh: ReadonlySet<Session>,
): void {
  tellLate(crowd);
  const gone = changed.filter(({ state }) => state === 'offline');
  const square = busiest(crowd, crowd.sight.upTo);
  const whole = busiest(crowd, Infinity);
  const others = (session: Session): boolean => !fresh.has(session);
  if (square === whole) tellRound(crowd, changed, square, others);
  else {
    // so many in one room that its comings are not told, but whoever was seen is seen to go
    tellRound(crowd, gone, whole, others);
    const here = changed.filter((person) => !gone.includes(person));
    tellRound(crowd, here, square, others);
  }
  if (fresh.size === 0) return;
  const here = [...crowd.people.values()].filter(({ state }) => state !== 'offline');
  tellRound(crowd, here, square, (session) => fresh.has(session));
}

/** Whom a round is told, and how they see the room that most share. */
interface Round {
  readonly crowd: Crowd;
  readonly square: HeardRoom | undefined;
  readonly concerned: (session: Session) => boolean;
  /** In the square, and free to see everybody there. */
  readonly free: ReadonlySet<Session>;
  /** In the square, and somebody is blocked. */
  readonly wary: ReadonlySet<Session>;
}

function tellRound(
  crowd: Crowd,
  people: readonly Person[],
  square: HeardRoom | undefined,
  concerned: Round['concerned'],
): void {
  if (people.length === 0) return;
  const there = (square?.ears ?? []).filter(isIn).map(({ session }) => session);
  const wary = new Set(there.filter(({ user }) => crowd.blocks.concern(user.name)));
  const free = new Set(there.filter((session) => !wary.has(session)));
  const round = { crowd, square, concerned, free, wary };
  const common = people.filter(({ rooms }) => square && rooms.includes(square));
  if (common.length > 0) tellCommon(round, common);
  tellOwn(round, people);
}

function tellCommon({ crowd, free, concerned }: Round, people: readonly Person[]): void {
  const frame = frameOf(people);
  for (const session of free)
    if (crowd.greeted.has(session) && concerned(session)) send(crowd, session, people, frame);
}

/** What the common frame leaves out: other rooms, and who has blocked somebody. */
function tellOwn({ crowd, square, concerned, free, wary }: Round, people: readonly Person[]): void {
  const own = new Map<Session, Set<Person>>();
  for (const person of people) {
    const isCommon = square !== undefined && person.rooms.includes(square);
    const hears = (session: Session): boolean =>
      concerned(session) && !(isCommon && free.has(session)) && maySee(crowd, session, person);
    const others = person.rooms.flatMap((room) => [...hearers(crowd, room, square, wary)]);
    for (const session of others.filter(hears)) own.set(session, withOne(own.get(session), person));
  }
  for (const [session, mine] of own) send(crowd, session, [...mine]);
}

function hearers(
  { sight }: Crowd,
  room: HeardRoom,
  square: HeardRoom | undefined,
  wary: Round['wary'],
): Iterable<Session> {
  if (room === square) return wary;
  return room.ears.length > sight.upTo ? [] : room.ears.filter(isIn).map(({ session }) => session);
}

const maySee = ({ greeted, blocks }: Crowd, session: Session, { name }: Person): boolean =>
  greeted.has(session) && !blocks.between(session.user.name, name);

const withOne = (set: Set<Person> | undefined, person: Person): Set<Person> =>
  (set ?? new Set<Person>()).add(person);

function send(crowd: Crowd, session: Session, people: readonly Person[], frame?: Buffer): void {
  if (session.queued() <= crowd.sight.outgoing) session.send(frame ?? frameOf(people));
  else {
    const late = crowd.late.get(session) ?? new Set();
    for (const person of people) late.add(person);
    crowd.late.set(session, late);
  }
}

function tellLate(crowd: Crowd): void {
  for (const [session, people] of crowd.late) {
    if (session.queued() > crowd.sight.outgoing) continue;
    crowd.late.delete(session);
    session.send(frameOf([...people]));
  }
}

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

/** The room most people share, usually #lobby, as long as not more than so many are in it. */
function busiest({ greeted }: Crowd, upTo: number): HeardRoom | undefined {
  const [first] = greeted;
  let best: HeardRoom | undefined;
  for (const { room } of first?.ear.hears.values() ?? [])
    if (room.ears.length <= upTo && room.ears.length > (best?.ears.length ?? 0)) best = room;
  return best;
}
