import { no, ok } from '../../base/result.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Commit, NewEpoch } from '../../store/rows.ts';
import type { World } from '../handler.ts';
import type { Session } from '../hub.ts';
import { known } from '../known.ts';
import { sayStale } from '../stale.ts';
import { tellEpoch } from '../tell-epoch.ts';
import { roomId } from '../tell-rooms.ts';
import { sayWait } from '../wait.ts';
import { hex } from './room-open.ts';

/** Everything is the store's to check, in one transaction. Lines that this device said before it come first. */
export const onCommit = known<'commit'>(async (world, session, asked) => {
  const { re, no: number } = asked;
  const room = await roomId(world, session, asked.room);
  if (room === undefined) return no('no-room');
  const wait = world.commits.next(session.device.id, room);
  if (wait > 0) return sayWait(session, re, wait);
  await world.appender.passed();
  const done = await world.store.commit(commitOf(world, session, room, asked));
  if ('room' in done) {
    const [{ seq } = { seq: done.room.head }] = done.entries;
    session.tell({ type: 'stored', re, no: number, at: world.now(), seq });
    await tellEpoch(world, done);
    note(world, session, asked, done);
  } else if ('duplicate' in done) {
    session.tell({ type: 'stored', re, no: number, at: world.now() });
  } else if (done.refused === 'stale' && done.standing) sayStale(session, re, done.standing);
  else session.refuse(done.refused, re, done.standing?.head);
  return ok(undefined);
});

function commitOf(
  world: World,
  { user, device, fence }: Session,
  room: number,
  { no: number, gen, epoch, add, remove, body, blob, welcome }: Message<'commit'>,
): Commit {
  const by = { room, user: user.id, device: device.id, fence, no: number };
  return { ...by, gen, epoch, add, remove, body, blob, welcome, at: world.now() };
}

function note(
  world: World,
  { user, device }: Session,
  { room, add, remove }: Message<'commit'>,
  { out }: NewEpoch,
): void {
  if (add.length === 0 && remove.length === 0 && out.length === 0) return;
  world.activity('room.commit', {
    room: hex(room),
    by: user.name,
    device: device.id,
    added: add.join(' '),
    removed: [...new Set([...remove, ...out])].join(' '),
  });
}
