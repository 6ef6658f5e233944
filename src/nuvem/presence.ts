import { encode } from '../protocol/wire.ts';
import type { Store } from '../store/port.ts';
import { type Person, type State, tellPeople } from './_people-frames.ts';
import { newBlocks } from './blocks.ts';
import { type HeardRoom, type Hub, isIn, type Session } from './hub.ts';

/**
 * Who is online, away or gone: merged, and told at most once a second to each session, to people who
 * share a room and have not blocked each other.
 */
export interface Presence {
  /** Somebody may have come, gone, or changed. */
  readonly touch: (session: Session) => void;
  /** What `greet` will need of the store is asked for. */
  readonly expect: (session: Session) => void;
  /** A session that has just synced is shown, and shown to others. */
  readonly greet: (session: Session) => void;
  readonly typing: (session: Session, room: HeardRoom) => void;
  /** A person as this session may see them. */
  readonly seenBy: (
    session: Session,
    person: { readonly id: number; readonly name: string; readonly seen: number },
  ) => { readonly state: State; readonly seen: number };
  /** One of the two blocks the other, so that neither learns of the other. */
  readonly isBlocked: (one: string, other: string) => boolean;
  /** One person blocked another, or no longer does. */
  readonly setBlock: (by: string, name: string, on: boolean) => void;
}

export interface Sight {
  readonly hub: Pick<Hub, 'stateOf' | 'sessionsOf' | 'all'>;
  readonly store: Pick<Store, 'blocks' | 'blockers'>;
  readonly now: () => number;
  readonly uptime: () => number;
  readonly later: (ms: number, run: () => void) => () => void;
  readonly failed: (what: string, failure: unknown) => void;
  /** Past this many queued bytes a session is told later. */
  readonly outgoing: number;
  /** In a room that more hear than this, comings are not told. */
  readonly upTo: number;
}

/** What presence keeps between two rounds. */
export interface Crowd {
  readonly sight: Sight;
  readonly blocks: ReturnType<typeof newBlocks>;
  /** Sessions that have synced. */
  readonly greeted: Set<Session>;
  readonly people: Map<number, Person>;
  readonly dirty: Set<Person>;
  fresh: Set<Session>;
  /** Whom a session that reads slowly was not told of yet. */
  readonly late: Map<Session, Set<Person>>;
  scheduled: boolean;
  last: number;
}

const round = 1000;
const soon = 20;
const typingEvery = 2000;

export function newPresence(sight: Sight): Presence {
  const crowd: Crowd = {
    sight,
    blocks: newBlocks(sight),
    greeted: new Set(),
    people: new Map(),
    dirty: new Set(),
    fresh: new Set(),
    late: new Map(),
    scheduled: false,
    last: -round,
  };
  const typed = new WeakMap<Session, number>();
  return {
    touch: (session) => touch(crowd, session),
    expect: (session) => {
      // a failure shows again, and is told, in `greet`
      crowd.blocks.load(session).catch(() => {});
    },
    greet: (session) => void greet(crowd, session),
    typing(session, room) {
      const now = sight.uptime();
      if (now - (typed.get(session) ?? -typingEvery) < typingEvery) return;
      typed.set(session, now);
      tellTyping(crowd, session, room);
    },
    seenBy(session, { id, name, seen }) {
      if (crowd.blocks.between(session.user.name, name)) return { state: 'offline', seen: 0 };
      return { state: sight.hub.stateOf(id), seen };
    },
    isBlocked: (one, other) => crowd.blocks.between(one, other),
    setBlock: (by, name, on) => {
      crowd.blocks.set(by, name, on);
    },
  };
}

function touch(crowd: Crowd, session: Session): void {
  if (!crowd.greeted.has(session)) return;
  const { hub } = crowd.sight;
  const sitting = hub.sessionsOf(session.user.id).includes(session);
  if (!sitting) {
    crowd.greeted.delete(session);
    crowd.fresh.delete(session);
    crowd.late.delete(session);
  }
  const person = crowd.people.get(session.user.id);
  if (!person) return;
  if (!sitting) person.rooms = roomsOf(session);
  note(crowd, person);
}

async function greet(crowd: Crowd, session: Session): Promise<void> {
  try {
    await crowd.blocks.load(session);
  } catch (failure) {
    // whom this person blocked is not known now, so nothing is shown of them
    crowd.sight.failed('presence.blocks', failure);
    return;
  }
  const { id, name } = session.user;
  if (!crowd.sight.hub.sessionsOf(id).includes(session)) return;
  crowd.greeted.add(session);
  crowd.fresh.add(session);
  const person = crowd.people.get(id) ?? { id, name, state: 'offline', seen: 0, rooms: [] };
  crowd.people.set(id, person);
  note(crowd, person);
}

/** Where others may be: nobody shares an inbox. */
const roomsOf = ({ ear }: Session): readonly HeardRoom[] =>
  [...ear.hears.values()]
    .filter((hearing) => isIn(hearing) && !hearing.request && hearing.room.kind !== 'inbox')
    .map(({ room }) => room);

function note(crowd: Crowd, person: Person): void {
  crowd.dirty.add(person);
  schedule(crowd);
}

function schedule(crowd: Crowd): void {
  if (crowd.scheduled) return;
  crowd.scheduled = true;
  const { later, uptime } = crowd.sight;
  later(Math.max(soon, crowd.last + round - uptime()), () => {
    crowd.scheduled = false;
    crowd.last = uptime();
    tellRound(crowd);
  });
}

function tellRound(crowd: Crowd): void {
  // one whose device came back on another line is followed by that one, and nobody said that it left
  for (const session of crowd.greeted) if (session.ear.closed) crowd.greeted.delete(session);
  const changed = [...crowd.dirty].filter((person) => update(crowd, person));
  crowd.dirty.clear();
  const { fresh } = crowd;
  crowd.fresh = new Set();
  tellPeople(crowd, changed, fresh);
  for (const person of changed) if (person.state === 'offline') crowd.people.delete(person.id);
  if (crowd.late.size > 0) schedule(crowd);
}

/** Brings a person up to date; true when there is something to tell. */
function update(crowd: Crowd, person: Person): boolean {
  const { hub, now } = crowd.sight;
  const sessions = hub.sessionsOf(person.id).filter((session) => crowd.greeted.has(session));
  const state = sessions.length === 0 ? 'offline' : hub.stateOf(person.id);
  if (sessions.length > 0) person.rooms = [...new Set(sessions.flatMap(roomsOf))];
  if (state === person.state) return false;
  person.state = state;
  person.seen = now();
  return true;
}

function tellTyping(crowd: Crowd, session: Session, room: HeardRoom): void {
  const { name } = session.user;
  const frame = encode({ type: 'is-typing', room: room.key, name });
  for (const { session: other, live } of room.ears) {
    if (!live || other.user.id === session.user.id) continue;
    if (!crowd.blocks.between(name, other.user.name)) other.send(frame);
  }
}
