import { no, ok } from '../../base/result.ts';
import { known } from '../known.ts';
import { sayWait } from '../wait.ts';

/** How long a device is to wait that the others let into the room again first. */
const untilInside = 10_000;

/** A token for one connection. Whoever may not have the file learns no more than that it is not there. */
export const onFileOpen = known<'file-open'>(async (world, session, { re, file: id, how: use }) => {
  if (!world.settings.files) return no('files-off');
  const found = await world.store.fileFor(id, session.user.id, session.device.id, use);
  if (!found.ok) return found.error === 'wait' ? sayWait(session, re, untilInside) : found;
  const { size, kept, complete } = found.value;
  const token = world.fileTokens.give({ session, use, file: found.value });
  session.tell({ type: 'file-opened', re, token, size, kept, complete });
  return ok(undefined);
});
