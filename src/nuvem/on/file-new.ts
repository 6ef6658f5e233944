import { no, ok, type Result } from '../../base/result.ts';
import { plainSize } from '../../protocol/file-size.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import type { Asked } from '../appender.ts';
import type { World } from '../handler.ts';
import { known } from '../known.ts';
import { tellPlace } from '../place.ts';
import { posting } from '../posting.ts';
import type { Settings } from '../settings.ts';
import { sayWait } from '../wait.ts';
import { hex } from './room-open.ts';

type Announcing = Message<'file-new'>;

/** How long who finds no room is to wait: others' files go, and disks are tidied, in minutes. */
const untilRoom = 60_000;

/** A line that announces a file. Lines that this device said before it come first. */
export const onFileNew = known<'file-new'>(async (world, session, message) =>
  posting(world, { session }, message, {
    but: () => misfit(world.settings, message),
    add: (asked) => announce(world, asked, message),
  }),
);

function misfit(settings: Settings, { size }: Announcing): Refusal | undefined {
  const { files, fileMax, filesTotal } = settings;
  if (!files) return 'files-off';
  if (plainSize(size) === undefined) return 'bad';
  return size > Math.min(fileMax, filesTotal) ? 'file-large' : undefined;
}

/** Bytes that fit on the disk; undefined when it does not say so. */
async function roomLeft({ transfers, settings, log }: World): Promise<number | undefined> {
  try {
    return (await transfers.free()) - settings.freeDisk;
  } catch (failure) {
    log('warn', 'file.disk', { why: String(failure) });
    return undefined;
  }
}

async function announce(
  world: World,
  asked: Asked,
  { file: id, size }: Announcing,
): Promise<Result<void, Refusal>> {
  const { settings, store, hub, appender } = world;
  const { session, re, post, room } = asked;
  const mostNow = await roomLeft(world);
  if (mostNow === undefined) return no('storage');
  await appender.passed();
  const at = world.now();
  const placed = await store.announceFile({
    post,
    id,
    size,
    at,
    expires: at + settings.keepFiles,
    mostOfUser: settings.filesPerUser,
    mostOfAll: settings.filesTotal,
    mostNow,
  });
  if ('refused' in placed && placed.refused === 'disk-full')
    return sayWait(session, re, untilRoom, 'disk-full');
  tellPlace(world, asked, placed);
  hub.flush();
  if ('seq' in placed)
    world.activity('file.announced', { room: hex(room.key), size, by: session.user.name });
  return ok(undefined);
}
