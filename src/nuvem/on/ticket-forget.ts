import { ok } from '../../base/result.ts';
import { known } from '../known.ts';

export const onTicketForget = known<'ticket-forget'>(async (world, session, { re }) => {
  await world.store.forgetTicket(session.device.id);
  session.tell({ type: 'ok', re });
  world.activity('ticket.forgotten', { name: session.user.name, device: session.device.id });
  return ok(undefined);
});
