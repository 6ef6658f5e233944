import { ok } from '../../base/result.ts';
import { known } from '../known.ts';

const most = 1000;

export const onRequests = known<'requests'>(async (world, session, { re }) => {
  const requests = await world.store.requests(session.user.id);
  session.tell({ type: 'requests-are', re, requests: requests.slice(0, most) });
  return ok(undefined);
});
