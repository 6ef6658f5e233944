import { setTimeout as pause } from 'node:timers/promises';

import { type Client, ClientError, type ClientEvent, type LineRow } from '../client/port.ts';
import { linked, newWatch } from './_link.ts';
import { type Wanted, withClient } from './_session.ts';
import { asJson } from './_shapes.ts';
import { isSaying, printed } from './_words.ts';
import { walkBack } from './export/fetch.ts';
import { exits, Failure } from './failure.ts';
import type { ListenOptions } from './listen.ts';
import { iso, printJson } from './options.ts';
import type { Terminal } from './terminal.ts';

const page = 100;

/** Prints until the count, the timeout or a signal. */
export async function listen(
  wanted: Wanted,
  rooms: readonly string[],
  options: ListenOptions,
): Promise<void> {
  const { terminal } = wanted;
  await withClient({ ...wanted, offline: true }, async (client) => {
    const ending = new AbortController();
    const late =
      options.timeout === undefined
        ? undefined
        : pause(options.timeout * 1000, undefined, { signal: ending.signal }).catch(() => {});
    const state: Listening = {
      terminal,
      client,
      rooms,
      options,
      left: options.count ?? Infinity,
      since: options.since,
    };
    try {
      await Promise.race([follow(state, ending.signal), ...(late ? [late] : [])]);
    } finally {
      ending.abort();
    }
    if (options.count !== undefined && state.left > 0)
      throw new Failure(['too-few', options.count], exits.timeout);
  });
}

interface Listening {
  readonly terminal: Terminal;
  readonly client: Client;
  readonly rooms: readonly string[];
  readonly options: ListenOptions;
  /** Messages still wanted. */
  left: number;
  since: number | undefined;
}

/** Whoever received a line, it is taken from the archive, in order; an event only says when to look. */
async function follow(state: Listening, signal: AbortSignal): Promise<void> {
  const events = state.client.events(signal);
  const watch = newWatch({ seats: 'never' });
  watch.look(await state.client.ask<'link'>({ kind: 'link' }));
  await fetchSince(state);
  await printNew(state, signal);
  if (state.left === 0) return;
  for await (const event of events) {
    if (event.event === 'link') watch.look(event.link);
    if (news.has(event.event)) await printNew(state, signal);
    if (event.event !== 'line' && state.options.json) printEvent(state, event);
    if (state.left === 0) return;
  }
  if (!signal.aborted) throw new Failure(['account-ended']);
}

/** A channel has lines from before this person came, or while they were away from it: those count, too. */
async function fetchSince({ client, rooms: [to = ''], since }: Listening): Promise<void> {
  if (since === undefined || !to.startsWith('#')) return;
  await linked(client, 'go on').catch((failure: unknown) => {
    // What is here can be had without the nuvem.
    if (!(failure instanceof ClientError && failure.code === 'unreachable')) throw failure;
  });
  const rooms = await client.ask<'rooms'>({ kind: 'rooms' });
  const room = rooms.find((one) => one.to.toLowerCase() === to.toLowerCase());
  if (room) await walkBack(client, room, since);
}

/** What says that there may be lines to print. */
const news: ReadonlySet<ClientEvent['event']> = new Set(['line', 'link', 'missed']);

async function printNew(state: Listening, signal: AbortSignal): Promise<void> {
  const isOver = (): boolean => state.left === 0 || signal.aborted;
  while (!isOver()) {
    const lines = await nextLines(state);
    if (lines.length === 0 && state.since === undefined) return;
    for (const line of lines) {
      if (isOver()) return;
      await printLine(state, line);
    }
    // What was asked for by its number is through: from here on the cursor counts.
    state.since = lines.length === page ? lines.at(-1)?.seq : undefined;
  }
}

function nextLines({ client, rooms, since }: Listening): Promise<readonly LineRow[]> {
  const from = since === undefined ? {} : { since };
  return client.ask<'unprinted'>({ kind: 'unprinted', rooms, limit: page, ...from });
}

async function printLine(state: Listening, line: LineRow): Promise<void> {
  const { terminal, client, options } = state;
  const own = line.from === client.me.name && line.device === client.me.device;
  if (!own) {
    if (options.json) for (const value of asJson(line)) printJson(terminal, value);
    else terminal.out(`${printed(terminal.words, line)}\n`);
    if (isSaying(line)) state.left -= 1;
    await terminal.drained();
  }
  if (line.seq !== undefined)
    await client.ask<'printed'>({ kind: 'printed', room: line.room, seq: line.seq });
}

/** What happens beside the lines. */
function printEvent({ terminal, rooms }: Listening, event: ClientEvent): void {
  const room = 'room' in event && typeof event.room === 'string' ? event.room : undefined;
  if (rooms.length > 0 && (room === undefined || !rooms.includes(room))) return;
  const value = eventJson(event);
  if (value) printJson(terminal, value);
}

type Shapes = {
  readonly [K in ClientEvent['event']]?: (
    happened: Extract<ClientEvent, { event: K }>,
    now: string,
  ) => object | undefined;
};

const asIs = (happened: ClientEvent, now: string): object => ({ at: now, ...happened });

const shapes: Shapes = {
  presence: ({ at, user, state }, now) => ({
    event: 'presence',
    at: at ? iso(at) : now,
    user,
    state,
  }),
  receipt: asIs,
  gap: asIs,
  'key-changed': asIs,
  notice: asIs,
  suspicion: asIs,
  restored: (happened) => ({ ...happened, at: iso(happened.at) }),
  // Groups tell of it in their log.
  member: (happened) =>
    happened.room.startsWith('#') ? { ...happened, at: iso(happened.at) } : undefined,
  link: ({ link: { state, retryIn } }, now) => {
    const retry = retryIn === undefined ? {} : { retryIn: Math.round(retryIn) / 1000 };
    return { event: 'link', at: now, state, ...retry };
  },
};

function eventJson(happened: ClientEvent): object | undefined {
  const shape = shapes[happened.event] as
    | ((event: ClientEvent, now: string) => object | undefined)
    | undefined;
  return shape?.(happened, iso(Date.now()));
}
