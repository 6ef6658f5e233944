import { setTimeout as pause } from 'node:timers/promises';

import type { Client, ClientEvent, LineRow, RoomRow } from '../client/port.ts';
import { type History, openHistory, type Said } from '../home/history.ts';
import type { Words } from '../words/words.ts';
import { saidIn } from './_words.ts';
import { newChanges } from './export/changes.ts';

/** Enough lines that three of them are likely to be words. */
const looked = 40;
/** Between two looks, in milliseconds. */
const between = 200;

/** Where it is kept, and in which words. */
interface Place {
  readonly folder: string;
  readonly name: string;
  readonly words: Words;
}

/** Keeps the three-line history of an account as its client sees it, until it is disposed of. */
export async function keepHistory(client: Client, place: Place): Promise<AsyncDisposable> {
  const history = await openHistory(place.folder, place.name);
  const ending = new AbortController();
  const called = new Map<string, string>();
  const keeping = { client, history, words: place.words, called };
  const looks = newLooks((room) => keepLast(keeping, room), ending.signal);

  async function follow(events: AsyncIterable<ClientEvent>): Promise<void> {
    for await (const event of events) {
      if (event.event === 'line') looks.at(event.line.room);
      else if (event.event === 'state') looks.at(event.room);
      else if (event.event === 'room') follows(keeping, looks, event.room);
      else if (event.event === 'room-gone') leave(keeping, event.room);
      else if (event.event === 'missed') void lookAtAll(keeping, looks).catch(ignore);
    }
  }

  // What the archive has is newer than the file, where a process was killed in between.
  void begin(keeping, looks).catch(ignore);
  const following = follow(client.events(ending.signal));
  return {
    async [Symbol.asyncDispose]() {
      ending.abort();
      await following;
      await looks.done();
      await history[Symbol.asyncDispose]();
    },
  };
}

function follows(keeping: Keeping, looks: Looks, room: RoomRow): void {
  if (room.left) leave(keeping, room.to);
  else name(keeping, looks, room);
}

/** A group that has another name now stands under that alone. */
function name({ called, history }: Keeping, looks: Looks, { key, to }: RoomRow): void {
  const before = called.get(key);
  if (before === to) return;
  called.set(key, to);
  if (before === undefined) return;
  history.forget(before);
  looks.at(to);
}

function leave({ called, history }: Keeping, room: string): void {
  for (const [key, to] of called) if (to === room) called.delete(key);
  history.forget(room);
}

async function lookAtAll(keeping: Keeping, looks: Looks): Promise<void> {
  for (const room of await keeping.client.ask<'rooms'>({ kind: 'rooms' })) {
    name(keeping, looks, room);
    looks.at(room.to);
  }
}

/** What was left, or called otherwise, while nobody looked. A database that knows nothing yet says nothing. */
async function begin(keeping: Keeping, looks: Looks): Promise<void> {
  const { called, history } = keeping;
  await lookAtAll(keeping, looks);
  const names = new Set(called.values());
  for (const { room } of history.conversations())
    if (names.size > 0 && !names.has(room)) history.forget(room);
}

interface Looks {
  readonly at: (room: string) => void;
  readonly done: () => Promise<void>;
}

/** Looks at rooms in which something happened: at once, and in a flood a few times a second. */
function newLooks(look: (room: string) => Promise<void>, signal: AbortSignal): Looks {
  const due = new Set<string>();
  let work = Promise.resolve();
  let busy = false;

  async function lookAll(): Promise<void> {
    try {
      while (due.size > 0) {
        const rooms = [...due];
        due.clear();
        for (const room of rooms) await look(room).catch(ignore);
        // At the end nothing is waited for.
        await pause(between, undefined, { signal }).catch(ignore);
      }
    } finally {
      busy = false;
    }
  }
  return {
    at(room) {
      due.add(room);
      if (busy) return;
      busy = true;
      work = lookAll().catch(ignore);
    },
    done: () => work,
  };
}

interface Keeping {
  readonly client: Client;
  readonly history: History;
  readonly words: Words;
  /** Of each conversation that there is: its name, by its key. */
  readonly called: Map<string, string>;
}

async function keepLast({ client, history, words, called }: Keeping, room: string): Promise<void> {
  const lines = await client.ask<'lines'>({ kind: 'lines', room, limit: looked });
  // Meanwhile it may have been left, or have another name.
  if (![...called.values()].includes(room)) return;
  const said = asToday(words, lines);
  if (said.length > 0) history.replace(room, said);
  else if (lines.length > 0 && lines.length < looked) history.forget(room);
}

/** What was said, as it reads today: what a line became stands behind it, so it is among these. */
function asToday(words: Words, lines: readonly LineRow[]): readonly Said[] {
  const changes = newChanges(0);
  for (const line of lines) changes.take(line);
  return lines.flatMap((line) => {
    const { edits, taken } = changes.of(line.seq ?? -1) ?? {};
    if (line.content.kind === 'edit' || taken?.has(line.from)) return [];
    const edited = lines.find(({ seq }) => seq !== undefined && seq === edits?.get(line.from));
    return asSaid(words, edited ? { ...line, content: edited.content } : line);
  });
}

/** The client ended in between; the next start begins with the archive again. */
const ignore = (): void => {};

function asSaid(words: Words, line: LineRow): readonly Said[] {
  const text = saidIn(words, line);
  return text === undefined || line.removed || line.state === 'failed'
    ? []
    : [{ at: line.at, from: line.from, text }];
}
