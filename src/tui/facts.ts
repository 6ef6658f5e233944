import { harmlessLine } from '../base/sanitize.ts';
import type { Newcomers, RoomRow } from '../client/port.ts';

/** What the client says of a room. */
export const factsOf = (room: RoomRow) => ({
  to: room.to,
  key: room.key,
  title: harmlessLine(room.to, 80),
  kind: room.kind,
  role: room.role,
  topic: harmlessLine(room.topic, 200),
  sealed: room.sealed,
  alarm: room.alarm.map((name) => harmlessLine(name, 32)),
  ...newcomersIn(room),
  waiting: room.waiting,
  request: room.request,
  from: harmlessLine(room.from ?? '', 32),
  count: room.members,
  head: room.head,
  read: room.read,
});

/** Of nobody it is asked whether a line is for them. */
function newcomersIn({ newcomers }: RoomRow): {
  readonly newcomers: Newcomers | undefined;
  readonly asking?: undefined;
} {
  if (!newcomers) return { newcomers, asking: undefined };
  const { people, devices } = newcomers;
  const shown = (names: readonly string[]): readonly string[] =>
    names.map((name) => harmlessLine(name, 32));
  return { newcomers: { ...newcomers, people: shown(people), devices: shown(devices) } };
}
