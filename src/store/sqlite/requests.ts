import type { Changed } from '../rows.ts';
import { type Base, no, ok, type Sync } from './base.ts';
import { kindOf } from './codes.ts';
import { go } from './members.ts';
import { changed, meet } from './rooms.ts';
import { membersNow, userNamed } from './views.ts';

type Requests = Pick<Sync, 'answerRequest' | 'requests' | 'block' | 'blocks' | 'blockers'>;

/** Whom somebody lets in, and whom not. */
export function requestVerbs(base: Base): Requests {
  const { sql } = base;
  return {
    answerRequest: (room, user, answer, at) => answerRequest(base, { room, user, answer, at }),
    requests: (user) =>
      sql
        .all<{ room: Uint8Array; kind: number; name: string; at: number }>(
          `SELECT r.key AS room, r.kind, a.name, m.joined_at AS at FROM members m
           JOIN rooms r ON r.id=m.room_id JOIN users a ON a.id=m.asker
           WHERE m.user_id=? AND m.request=1 ORDER BY m.joined_at, r.id LIMIT 1000`,
          [user],
        )
        .map(({ room, kind, name, at }) => ({ room, kind: kindOf(kind), from: name, at })),
    block(user, name, on) {
      const other = userNamed(base, name);
      if (!other) return no('unknown');
      if (other.id === user) return no('not-allowed');
      if (on) blockId(base, user, other.id);
      else sql.run('DELETE FROM blocks WHERE user_id=? AND blocked=?', [user, other.id]);
      return ok(undefined);
    },
    blocks: (user) =>
      sql
        .all<{ name: string }>(
          'SELECT u.name FROM blocks b JOIN users u ON u.id=b.blocked WHERE b.user_id=? ORDER BY u.name LIMIT 5000',
          [user],
        )
        .map(({ name }) => name),
    blockers: (user) =>
      sql
        .all<{ name: string }>(
          'SELECT u.name FROM blocks b JOIN users u ON u.id=b.user_id WHERE b.blocked=? ORDER BY u.name',
          [user],
        )
        .map(({ name }) => name),
  };
}

interface Answering {
  readonly room: number;
  readonly user: number;
  readonly answer: 'accept' | 'decline' | 'block';
  readonly at: number;
}

function answerRequest(base: Base, { room, user, answer, at }: Answering): Answer {
  const met = meet(base, room, user);
  if (!met.ok) return answer !== 'accept' && wasIn(base, room, user) ? ok(gone(base, room)) : met;
  const { me } = met.value;
  const isAsked = me.request === 1;
  if (answer === 'accept') {
    base.sql.run('UPDATE members SET request=0 WHERE room_id=? AND user_id=?', [room, user]);
    return ok(changed(base, room, undefined, isAsked ? membersNow(base, room, [user]) : []));
  }
  if (!isAsked) return no('not-allowed');
  if (answer === 'block' && me.asker !== null) blockId(base, user, me.asker);
  return go(base, met.value, at);
}

type Answer = ReturnType<Requests['answerRequest']>;

/** Declined before: it is as wanted. */
const gone = (base: Base, room: number): Changed => changed(base, room, undefined, []);

const wasIn = ({ sql }: Base, room: number, user: number): boolean =>
  sql.get('SELECT 1 FROM stays WHERE room_id=? AND user_id=?', [room, user]) !== undefined;

const blockId = ({ sql }: Base, user: number, blocked: number): void =>
  void sql.run('INSERT OR IGNORE INTO blocks(user_id, blocked) VALUES(?,?)', [user, blocked]);
