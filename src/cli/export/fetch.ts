import {
  type Client,
  ClientError,
  type ClientEvent,
  type LineRow,
  type RoomRow,
} from '../../client/port.ts';

const page = 1000;

/** The room that somebody named, as the client has it now. */
export async function roomNamed(client: Client, to: string): Promise<RoomRow> {
  const [line] = await client.ask<'lines'>({ kind: 'lines', room: to, limit: 1 });
  const rooms = await client.ask<'rooms'>({ kind: 'rooms', left: true });
  const name = line?.room ?? to.toLowerCase();
  const found = rooms.find(
    (room) => room.key === to || room.to.toLowerCase() === name.toLowerCase(),
  );
  if (!found) throw new ClientError('usage', ['no-room-named', to]);
  return found;
}

/**
 * Everything of a conversation that the nuvem has is here when it resolves with true; with false when the
 * nuvem cannot be reached, or was lost on the way.
 */
export async function fetchAll(client: Client, room: RoomRow): Promise<boolean> {
  const isUp = async (): Promise<boolean> =>
    (await client.ask<'link'>({ kind: 'link' })).state === 'up';
  // Nobody gives anything of a room that was left.
  if (room.left) return true;
  if (!(await isUp())) return false;
  if (room.kind === 'channel') await walkBack(client, room);
  else await received(client, room);
  return isUp();
}

/**
 * From the newest line to the one after `since`, each hole in turn: what is asked for next lies behind the
 * newest one.
 */
export async function walkBack(client: Client, { key, head }: RoomRow, since = 0): Promise<void> {
  for (let before = head + 1; before > since + 1;) {
    const ask = { kind: 'older', room: key, before, limit: page } as const;
    const { lines, whole } = await client.ask<'older'>(ask);
    const next = behindHole(lines, before);
    if (next === undefined || (whole && next === lines[0]?.seq)) return;
    before = next;
  }
}

function behindHole(lines: readonly LineRow[], before: number): number | undefined {
  let above = lines.at(-1)?.seq;
  if (above === undefined || above >= before) return undefined;
  for (const { seq = 0 } of lines.toReversed()) {
    if (seq < above - 1) return seq + 1;
    above = seq;
  }
  return above;
}

/** What is on its way here has come, or the nuvem said that it is no more. */
async function received(client: Client, { key, head }: RoomRow): Promise<void> {
  const done = new AbortController();
  const events = client.events(done.signal);
  const isHere = async (): Promise<boolean> => {
    const room = (await client.ask<'rooms'>({ kind: 'rooms', left: true })).find(
      (one) => one.key === key,
    );
    return room === undefined || room.received >= head;
  };
  try {
    if (await isHere()) return;
    for await (const event of events) {
      if (event.event === 'link' && event.link.state === 'down') return;
      if (tells.has(event.event) && (await isHere())) return;
    }
  } finally {
    done.abort();
  }
}

/** What says that more of a log was received. */
const tells: ReadonlySet<ClientEvent['event']> = new Set(['line', 'gap', 'missed', 'room-gone']);
