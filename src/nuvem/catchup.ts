import type { Entry } from '../store/rows.ts';
import {
  accept,
  type Fanout,
  flushRoom,
  type Ground,
  messageFrame,
  removeEar,
  skipSwept,
} from './fanout.ts';
import type { Hearing, Session } from './hub.ts';
import { recentAfter } from './recent.ts';

/** How many pages are read at the same time, for everybody together. */
const readers = 16;
const pageEntries = 1000;
const pageBytes = 256 * 1024;
const crowdedPageBytes = 64 * 1024;
const retry = 1000;

/** The one way from the store to a session: used after `sync`, for a slow reader, and for who must leave. */
export interface CatchUp {
  readonly ground: Ground;
  readonly waiting: Hearing[];
  reading: number;
}

export const newCatchUp = (ground: Ground): CatchUp => ({ ground, waiting: [], reading: 0 });

/** Goes on with what a session lacks, as far as its line takes it. */
export function pump(pages: CatchUp, all: Fanout, session: Session): void {
  const { ear } = session;
  for (const hearing of ear.behind) {
    const isFull = (): boolean => session.queued() > pages.ground.outgoing / 2;
    while (!isFull() && giveRecent(hearing));
    if (ear.reading || ear.closed || isFull()) break;
    if (!isThere(hearing)) {
      ear.reading = true;
      pages.waiting.push(hearing);
    } else arrive(pages, all, hearing);
  }
  readOn(pages, all);
}

/** What was said lately is still there as everybody got it; true when there was some. */
function giveRecent(hearing: Hearing): boolean {
  const { session, room, given, until = room.head } = hearing;
  const frames = recentAfter(room.recent, given, until, crowdedPageBytes);
  for (const frame of frames) session.send(frame);
  hearing.given += frames.length;
  return frames.length > 0;
}

const isThere = ({ room, given, until, unsure }: Hearing): boolean =>
  until === undefined ? given === room.head && !unsure : given >= until;

/** The last page is sent, so in this same turn it is live: nothing is missed and nothing comes twice. */
function arrive(pages: CatchUp, all: Fanout, hearing: Hearing): void {
  const { session, room } = hearing;
  session.ear.behind.delete(hearing);
  if (hearing.until !== undefined) {
    leave(pages, all, hearing, hearing.until);
    return;
  }
  flushRoom(all, room);
  hearing.live = true;
}

/** Until it is known what follows, the session may still post: it may be a member again by now. */
function leave({ ground }: CatchUp, all: Fanout, hearing: Hearing, until: number): void {
  const { session, room, later, left } = hearing;
  const forget = (): void => {
    session.ear.hears.delete(room.id);
    session.ear.past.set(room.id, until);
    removeEar(all, hearing);
  };
  if (!left && later.length === 0) {
    ground.gone(hearing, until, forget);
    return;
  }
  forget();
  if (later.length === 0) session.tell({ type: 'room-gone', room: room.key });
  for (const next of later) next();
}

function readOn(pages: CatchUp, all: Fanout): void {
  while (pages.reading < readers) {
    const hearing = pages.waiting.shift();
    if (!hearing) return;
    if (hearing.session.ear.closed) continue;
    pages.reading += 1;
    void readPage(pages, all, hearing);
  }
}

async function readPage(pages: CatchUp, all: Fanout, hearing: Hearing): Promise<void> {
  const { room, session } = hearing;
  const before = room.head;
  const from = Math.min(hearing.given, before);
  const bytes = pages.waiting.length > readers ? crowdedPageBytes : pageBytes;
  try {
    give(all, hearing, await pages.ground.read(room.id, from, pageEntries, bytes), before);
    session.ear.reading = false;
  } catch (failure) {
    pages.ground.failed('hub.catch-up', failure);
    pages.ground.later(retry, () => {
      session.ear.reading = false;
      pump(pages, all, session);
    });
  }
  pages.reading -= 1;
  pump(pages, all, session);
  readOn(pages, all);
}

/** Sends a page. What the hub has not heard of yet is delivered to everybody on the way. */
function give(all: Fanout, hearing: Hearing, page: readonly Entry[], before: number): void {
  const { session, room } = hearing;
  if (session.ear.closed || session.ear.hears.get(room.id) !== hearing) return;
  if (page.length === 0) {
    // everything up to the head of that moment is swept
    hearing.given = Math.max(before, Math.min(hearing.given, room.head));
    hearing.unsure = false;
    return;
  }
  skipSwept(room, page);
  for (const entry of page) accept(all, room, entry);
  const until = Math.min(hearing.until ?? room.head, room.head);
  const due = page.filter(({ seq }) => seq > hearing.given && seq <= until);
  if (due.length > 0) session.send(Buffer.concat(due.map((entry) => messageFrame(room, entry))));
  const last = page.at(-1)?.seq ?? 0;
  hearing.given = Math.max(hearing.given, Math.min(last, until));
}
