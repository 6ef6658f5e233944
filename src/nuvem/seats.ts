import type { Hub, Session } from './hub.ts';

type Seats = Pick<
  Hub,
  'sit' | 'leave' | 'sessionsOf' | 'sessionOf' | 'stateOf' | 'all' | 'setAway'
>;
type OnState = (session: Session) => void;

/** Who sits where. `onState` is called when a person may have come, gone, or changed to away or back. */
export function newSeats(perPerson: number, onState: OnState): Seats {
  const people = new Map<number, readonly Session[]>();
  const devices = new Map<number, Session>();
  const sessionsOf = (user: number): readonly Session[] => people.get(user) ?? nobody;

  return {
    sit(session) {
      const older = devices.get(session.device.id);
      const others = sessionsOf(session.user.id).filter((other) => other !== older);
      if (others.length >= perPerson) return { full: others };
      people.set(session.user.id, [...others, session]);
      devices.set(session.device.id, session);
      older?.end('moved');
      onState(session);
      return 'seated';
    },
    leave(session) {
      if (devices.get(session.device.id) !== session) return;
      devices.delete(session.device.id);
      const rest = sessionsOf(session.user.id).filter((other) => other !== session);
      if (rest.length > 0) people.set(session.user.id, rest);
      else people.delete(session.user.id);
      onState(session);
    },
    sessionsOf,
    sessionOf: (device) => devices.get(device),
    stateOf: (user) => stateOf(sessionsOf(user)),
    all: () => devices.values(),
    setAway: (session, away) => setAway(session, away, onState),
  };
}

const nobody: readonly Session[] = [];

function stateOf(sessions: readonly Session[]): 'online' | 'away' | 'offline' {
  if (sessions.length === 0) return 'offline';
  return sessions.every((session) => session.away) ? 'away' : 'online';
}

function setAway(session: Session, away: boolean, onState: OnState): void {
  if (session.away === away) return;
  session.away = away;
  onState(session);
}
