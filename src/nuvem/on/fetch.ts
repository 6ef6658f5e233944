import { no, ok } from '../../base/result.ts';
import type { Message } from '../../protocol/messages.ts';
import type { Entry } from '../../store/rows.ts';
import type { Handler, World } from '../handler.ts';
import type { Hearing } from '../hub.ts';

/** A page leaves in one frame, so its bodies leave room for what stands around them. */
const pageBytes = 192 * 1024;
const around = 128;

/** The longest page: who writes meanwhile waits for it. */
const pageEntries = 250;

/** Pages of a room's past: in channels all that is kept, elsewhere from when the person came. */
export const onFetch: Handler<'fetch'> = async (world, caller, message) => {
  const { session } = caller;
  const room = session && world.hub.known(session, message.room);
  const hearing = room && session.ear.hears.get(room.id);
  if (!hearing) return no('no-room');
  const read = message.before === undefined ? readOn : readBack;
  const { entries, more, cost } = await read(world, hearing, message);
  caller.spend(cost);
  const low = Math.max(hearing.floor, room.low);
  session.tell({ type: 'page', re: message.re, entries, low, more });
  return ok(undefined);
};

interface Page {
  readonly entries: readonly Entry[];
  readonly more: boolean;
  /** In tokens, of all that was read for it. */
  readonly cost: number;
}

async function readOn(world: World, hearing: Hearing, asked: Message<'fetch'>): Promise<Page> {
  const { room, floor, until = Infinity } = hearing;
  const after = Math.max(asked.after ?? 0, floor);
  const found = await world.store.read(room.id, after, limitOf(asked), pageBytes);
  const entries = fitting(found).filter(({ seq }) => seq <= until);
  const [first] = entries;
  if (first && first.seq > after + 1) room.low = Math.max(room.low, first.seq - 1);
  const more = (entries.at(-1)?.seq ?? room.head) < Math.min(room.head, until);
  const isFree = isFirst(hearing, after, entries.at(-1)?.seq);
  return { entries, more, cost: isFree ? 0 : costOf(found) };
}

/** Read on without turning back: a session is given each log once for nothing, as it is after `sync`. */
function isFirst(hearing: Hearing, after: number, last = after): boolean {
  if (after < hearing.paged) return false;
  hearing.paged = last;
  return true;
}

async function readBack(
  world: World,
  { room, floor, until = Infinity }: Hearing,
  asked: Message<'fetch'>,
): Promise<Page> {
  const before = Math.min(asked.before ?? room.head + 1, until + 1);
  const found = await world.store.readBefore(room.id, before, limitOf(asked), pageBytes);
  const newest = fitting(found.toReversed()).toReversed();
  const entries = newest.filter(({ seq }) => seq > floor && seq > (asked.after ?? 0));
  const first = entries[0]?.seq ?? 0;
  const end = Math.max(floor, room.low);
  const more = entries.length === newest.length && first > end + 1;
  return { entries, more, cost: costOf(found) };
}

const limitOf = ({ limit }: Message<'fetch'>): number => Math.min(Math.max(1, limit), pageEntries);

/** Entries, and bytes of them, that cost about as much as any small request does. */
const perToken = { entries: 40, bytes: 16 * 1024 } as const;

function costOf(entries: readonly Entry[]): number {
  const bytes = entries.reduce((size, { body }) => size + body.length, 0);
  return Math.floor(entries.length / perToken.entries + bytes / perToken.bytes);
}

/** As many as fit into a frame, at least one. */
function fitting(entries: readonly Entry[]): readonly Entry[] {
  let bytes = 0;
  const end = entries.findIndex(({ body }, index) => {
    bytes += body.length + around;
    return index > 0 && bytes > pageBytes;
  });
  return end < 0 ? entries : entries.slice(0, end);
}
