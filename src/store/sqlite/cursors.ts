import { recentDevice, recentRoom } from './append.ts';
import type { Base, Sync } from './base.ts';
import { kindCodes } from './codes.ts';

/** How far everybody is. A seq past the head counts as the head, and none ever goes back. */
export function cursorVerbs(base: Base): Pick<Sync, 'ack' | 'markRead'> {
  const { sql } = base;
  return {
    ack(acks) {
      for (const { device, room, seq } of acks) {
        const known = recentRoom(base, room);
        const upTo = Math.min(seq, known?.head ?? 0);
        const moved = sql.run(
          'UPDATE cursors SET acked=?3 WHERE device_id=?1 AND room_id=?2 AND acked<?3',
          [device, room, upTo],
        );
        // In channels nobody is told how far others are.
        if (known?.kind === kindCodes.channel) continue;
        const user = moved.changes === 1 && recentDevice(base, device)?.user;
        if (user) {
          sql.run(
            'UPDATE members SET delivered=?3 WHERE user_id=?1 AND room_id=?2 AND delivered<?3',
            [user, room, upTo],
          );
        }
      }
    },
    markRead(marks) {
      for (const { user, room, seq } of marks) {
        const upTo = Math.min(seq, recentRoom(base, room)?.head ?? 0);
        sql.run('UPDATE members SET read=?3 WHERE user_id=?1 AND room_id=?2 AND read<?3', [
          user,
          room,
          upTo,
        ]);
      }
    },
  };
}
