import { ok } from '../../base/result.ts';
import { known } from '../known.ts';

/** Topics are long: a page of them must fit into one frame. */
const pageSize = 200;

export const onChannels = known<'channels'>(async (world, session, { re, after }) => {
  const page = await world.store.channels(after, pageSize + 1);
  const channels = page
    .slice(0, pageSize)
    .map(({ name, topic, members }) => ({ name, topic, members }));
  session.tell({ type: 'channels-are', re, channels, more: page.length > pageSize });
  return ok(undefined);
});
