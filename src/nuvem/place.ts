import { encode } from '../protocol/wire.ts';
import type { Placed } from '../store/rows.ts';
import type { Asked } from './appender.ts';
import type { Hub } from './hub.ts';
import { sayStale } from './stale.ts';

interface Place {
  readonly hub: Pick<Hub, 'deliver'>;
  readonly now: () => number;
}

/** What became of a post: its author gets an answer, and when it is stored everybody in the room the line. */
export function tellPlace(
  { hub, now }: Place,
  { session, room, re, post }: Asked,
  place: Placed,
): void {
  const { no, body } = post;
  if ('seq' in place) {
    const { seq, at } = place;
    const { id: device } = session.device;
    session.send(encode({ type: 'stored', re, no, at, seq }));
    hub.deliver(room, { seq, kind: 0, from: session.user.name, device, no, at, body });
  } else if ('duplicate' in place) {
    session.send(encode({ type: 'stored', re, no, at: now() }));
  } else if (place.refused === 'stale') sayStale(session, re, room);
  else session.refuse(place.refused, re, room.head);
}
