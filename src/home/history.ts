import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { harmlessLine } from '../base/sanitize.ts';
import { fileName } from './names.ts';
import { privateFolder, readIfThere, sweepUnfinished, writePrivate } from './private.ts';

/** One line as the history keeps it. */
export interface Said {
  readonly at: number;
  readonly from: string;
  readonly text: string;
}

export interface Conversation {
  /** `@bob`, `+lab`, `#lobby`. */
  readonly room: string;
  /** The last three, oldest first. */
  readonly lines: readonly Said[];
}

/** The last three lines of every conversation, in a text file that a person can read. */
export interface History extends AsyncDisposable {
  readonly file: string;
  /** Newest conversation last. */
  readonly conversations: () => readonly Conversation[];
  readonly said: (room: string, line: Said) => void;
  /** What is known better, from the archive, takes the place of what the file said. */
  readonly replace: (room: string, lines: readonly Said[]) => void;
  readonly forget: (room: string) => void;
}

const kept = 3;
const most = 500;
const longestText = 400;
const between = 200;

/** `<user>@<host>[_port].txt`, with the host as first used. */
export const historyFile = (user: string, host: string, port: number): string =>
  `${fileName(`${user}@${host.toLowerCase()}${port === 7070 ? '' : `_${port}`}`)}.txt`;

/** Opens the history of an account: what is in the file now, and a writer that keeps it so. */
export async function openHistory(folder: string, name: string): Promise<History> {
  const file = join(folder, name);
  await privateFolder(folder);
  await sweepUnfinished(file);
  const rooms = new Map<string, readonly Said[]>();
  for (const { room, lines } of parseHistory((await readIfThere(file)) ?? ''))
    rooms.set(room, lines);

  const conversations = (): readonly Conversation[] =>
    [...rooms]
      .map(([room, lines]) => ({ room, lines }))
      .toSorted((one, other) => lastOf(one) - lastOf(other))
      .slice(-most);
  const writer = newWriter(file, () => printHistory(name.slice(0, -4), conversations()));

  function put(named: string, lines: readonly Said[]): void {
    const room = title(named);
    const newest = lines.slice(-kept).map(tidy);
    if (JSON.stringify(rooms.get(room)) === JSON.stringify(newest)) return;
    // Of two that are equally old to the minute, the one touched last comes last.
    rooms.delete(room);
    rooms.set(room, newest);
    if (rooms.size > 2 * most) {
      const lasting = conversations();
      rooms.clear();
      for (const one of lasting) rooms.set(one.room, one.lines);
    }
    writer.changed();
  }

  return {
    file,
    conversations,
    said: (room, line) => put(room, [...(rooms.get(title(room)) ?? []), line]),
    replace: put,
    forget(room) {
      if (rooms.delete(title(room))) writer.changed();
    },
    [Symbol.asyncDispose]: writer.end,
  };
}

/** Removes it, with what a crash left of it. */
export async function forgetHistory(folder: string, name: string): Promise<void> {
  const file = join(folder, name);
  await rm(file, { force: true });
  if (existsSync(folder)) await sweepUnfinished(file);
}

/** What is shown before any network is up; a home without history has none. */
export async function readHistory(folder: string, name: string): Promise<readonly Conversation[]> {
  return parseHistory((await readIfThere(join(folder, name))) ?? '');
}

const title = (room: string): string => harmlessLine(room, 80);

const lastOf = ({ lines }: Conversation): number => lines.at(-1)?.at ?? 0;

/** To the minute, as the file has it: so what is in memory is what will be read. */
const tidy = ({ at, from, text }: Said): Said => ({
  at: Math.floor(at / 60_000) * 60_000,
  from: harmlessLine(from, 64).replaceAll(/[<>\s]/g, '') || '?',
  text: harmlessLine(text, longestText),
});

interface Writer {
  readonly changed: () => void;
  readonly end: () => Promise<void>;
}

/** One write at a time, a few a second at most; what changes meanwhile goes into the next one. */
function newWriter(file: string, content: () => string): Writer {
  const ending = new AbortController();
  let dirty = false;
  let busy = false;
  let writing = Promise.resolve();
  let failure: unknown;

  async function write(): Promise<void> {
    try {
      while (dirty) {
        // What is said in one turn is written together.
        await new Promise((turn) => void setImmediate(turn));
        dirty = false;
        await writePrivate(file, content());
        await pause(between, undefined, { signal: ending.signal }).catch(() => {
          // The end is near: what is left is written at once.
        });
      }
      failure = undefined;
    } catch (fault) {
      failure = fault;
    } finally {
      busy = false;
    }
  }

  return {
    changed(): void {
      dirty = true;
      if (busy) return;
      busy = true;
      writing = write();
    },
    /** A history that cannot be written (a full disk) is no reason to stop talking; it is told at the end. */
    async end(): Promise<void> {
      ending.abort();
      await writing;
      if (failure !== undefined) throw failure;
    },
  };
}

/*
 *   Last lines of ana@nuvem
 *
 *   @bob
 *     2026-11-21 14:03 <bob> oi!
 *     2026-11-21 14:04 <ana> tudo bem?
 */
export function printHistory(account: string, conversations: readonly Conversation[]): string {
  const parts = conversations.map(
    ({ room, lines }) => `\n${room}\n${lines.map((line) => `  ${printed(line)}\n`).join('')}`,
  );
  return `Last lines of ${account}\n${parts.join('')}`;
}

const printed = ({ at, from, text }: Said): string => `${minute(at)} <${from}> ${text}`.trimEnd();

function minute(at: number): string {
  const date = new Date(at);
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** What is not as this program writes it (somebody edited the file) is passed over. */
export function parseHistory(text: string): readonly Conversation[] {
  const found: { room: string; lines: Said[] }[] = [];
  for (const row of text.split('\n')) {
    const line = /^ {2}(\d{4}-\d\d-\d\d) (\d\d:\d\d) <([^<>\s]+)> ?(.*)$/.exec(row);
    if (line) {
      const [, day = '', time = '', from = '', said = ''] = line;
      const at = new Date(`${day}T${time}`).getTime();
      if (Number.isFinite(at)) found.at(-1)?.lines.push({ at, from, text: said });
    } else if (/^[@+#]\S/.test(row)) found.push({ room: row, lines: [] });
  }
  return found.filter(({ lines }) => lines.length > 0);
}
