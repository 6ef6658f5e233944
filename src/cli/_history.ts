import { setTimeout as pause } from 'node:timers/promises';

import type { Client, ClientEvent, LineRow } from '../client/port.ts';
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
  const keeping = { client, history, words: place.words };
  const looks = newLooks((room) => keepLast(keeping, room), ending.signal);

  async function follow(events: AsyncIterable<ClientEvent>): Promise<void> {
    for await (const event of events) {
      if (event.event === 'line') looks.at(event.line.room);
      else if (event.event === 'state') looks.at(event.room);
      else if (event.event === 'missed') void lookAtAll(client, looks.at).catch(ignore);
    }
  }

  // What the archive has is newer than the file, where a process was killed in between.
  void lookAtAll(client, looks.at).catch(ignore);
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
        for (const room of rooms) await look(room);
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
}

async function keepLast({ client, history, words }: Keeping, room: string): Promise<void> {
  const lines = await client.ask<'lines'>({ kind: 'lines', room, limit: looked });
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

async function lookAtAll(client: Client, lookAt: (room: string) => void): Promise<void> {
  for (const { to } of await client.ask<'rooms'>({ kind: 'rooms' })) lookAt(to);
}

/** The client ended in between; the next start begins with the archive again. */
const ignore = (): void => {};

function asSaid(words: Words, line: LineRow): readonly Said[] {
  const text = saidIn(words, line);
  return text === undefined || line.removed || line.state === 'failed'
    ? []
    : [{ at: line.at, from: line.from, text }];
}
