import { ok } from '../../base/result.ts';
import type { Handler } from '../handler.ts';

/** Cumulative: has everything up to there. What is not heard is not acknowledged, and nothing is said. */
export const onAck: Handler<'ack'> = (world, { session }, { marks }) => {
  if (!session) return done;
  for (const { room: key, seq } of marks) {
    const room = world.hub.known(session, key);
    const hearing = room && session.ear.hears.get(room.id);
    if (hearing && world.marks.ack(hearing, seq)) world.receipts.delivered(hearing);
  }
  return done;
};

const done = ok(undefined);
