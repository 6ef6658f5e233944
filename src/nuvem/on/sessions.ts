import { ok } from '../../base/result.ts';
import { known } from '../known.ts';

export const onSessions = known<'sessions'>(async (world, session, { re }) => {
  const sessions = world.hub.sessionsOf(session.user.id).map((other) => ({
    id: other.id,
    device: other.device.id,
    label: other.device.label,
    since: other.since,
    here: other === session,
  }));
  session.tell({ type: 'sessions-are', re, sessions });
  return ok(undefined);
});
