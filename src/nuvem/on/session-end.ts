import { ok } from '../../base/result.ts';
import { known } from '../known.ts';

/** Ends a session of the same person, which then needs the password again. One that is gone is ended already. */
export const onSessionEnd = known<'session-end'>(async (world, session, { re, session: id }) => {
  const ended = world.hub.sessionsOf(session.user.id).find((other) => other.id === id);
  if (ended) await world.store.forgetTicket(ended.device.id);
  session.tell({ type: 'ok', re });
  if (!ended) return ok(undefined);
  ended.end('ended');
  const { device, user } = ended;
  world.activity('session.ended', { name: user.name, device: device.id, by: session.device.id });
  return ok(undefined);
});
