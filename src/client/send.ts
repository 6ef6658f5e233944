import { encodeContent, longestText } from '../protocol/content.ts';
import { largestFile, sealedSize } from '../protocol/file-size.ts';
import { messages } from '../protocol/messages.ts';
import type { Kept } from './db-port.ts';
import { newDraft, openDrafts } from './drafts.ts';
import { keepFile } from './files/asks.ts';
import { enqueue } from './outbox.ts';
import type { Ask } from './port.ts';
import { hasReceipts } from './receipts.ts';
import { answer, answerAfter, later, noSuchRoom, oldNuvem } from './reply.ts';
import { keptRow, outRow, roomOf, toOf } from './rows.ts';
import { refusalOf } from './sealed/agree.ts';
import { isLearning } from './sealed/learning.ts';
import { isOpenTo } from './sealed/newcomers.ts';
import type { OutLine, Refused, State } from './state.ts';
import type { OpenRoom, Turn } from './turn.ts';
import { reached, waitFor } from './waits.ts';

/** All waiting lines together; past it a disk would fill with what nobody reads. */
const mostWaiting = 64 * 1024 * 1024;

/** A line was looked for before it is made: the same id again is the same line. */
export function onFound(turn: Turn, n: number, kept: Kept | undefined): void {
  const ask = turn.state.asks.get(n)?.ask;
  if (ask?.kind !== 'send') return;
  const waiting = turn.state.lines.get(ask.id);
  const there = kept ?? archivedMeanwhile(turn, ask.id);
  if (waiting) joinWaiting(turn, n, ask, waiting);
  else if (there) joinKept(turn, n, ask, there);
  else send(turn, n, ask);
}

/** A line that came back while it was looked for: out of the outbox, and on its way into the archive. */
const archivedMeanwhile = ({ state }: Turn, id: string): Kept | undefined =>
  state.next.echoes.get(id) ?? state.flying?.echoes.get(id);

function send(turn: Turn, n: number, ask: Ask<'send'>): void {
  const room = roomFor(turn, ask);
  if (room === 'later') return later(turn, n);
  if (!room) return turn.refuse(n, noSuchRoom);
  if (ask.wait !== 'waiting' && ask.wait !== 'stored' && !hasReceipts(room))
    return turn.refuse(n, { code: 'usage', reason: ['no-receipts'] });
  // Who waits for what becomes of it is told at once.
  if (ask.wait !== 'waiting' && !isOpenTo(turn.state, room))
    return turn.refuse(n, refusalOf(turn.state, room));
  const line = take(turn, room, ask);
  if (ask.wait === 'waiting') answerAfter(turn, n, outRow(turn.state, room, line));
  else waitFor(turn, n, ask.id);
  if (room.draft) openDrafts(turn);
}

function take(turn: Turn, room: OpenRoom, { id, content, file }: Ask<'send'>): OutLine {
  forgetFailed(turn, room, id);
  const line = enqueue(turn, room, { id, at: turn.wall, body: encodeContent(content) });
  if (file) keepFile(turn, { ...file, room: room.key });
  return line;
}

/** A line that failed is said again: it is the same line, behind all others, also if it failed in another room. */
function forgetFailed(turn: Turn, to: OpenRoom, id: string): void {
  const { rooms, left } = turn.state;
  for (const room of [...rooms.values(), ...left.values()]) {
    if (!room.failed.some((line) => line.id === id)) continue;
    const failed = room.failed.filter((line) => line.id !== id);
    if (room.key === to.key) to.failed = failed;
    else {
      (rooms.has(room.key) ? rooms : left).set(room.key, { ...room, failed });
      turn.tellAfter({ event: 'given-up', room: toOf(turn.state, room), id });
    }
  }
}

function joinWaiting(turn: Turn, n: number, ask: Ask<'send'>, line: OutLine): void {
  const room = turn.room(line.room);
  if (!room) return;
  if (ask.wait === 'waiting') return answerAfter(turn, n, outRow(turn.state, room, line));
  waitFor(turn, n, ask.id);
  const row = outRow(turn.state, room, line);
  if (line.seq > 0 && row.state) reached(turn, room, { ...line, state: row.state });
}

function joinKept(turn: Turn, n: number, ask: Ask<'send'>, kept: Kept): void {
  const row = keptRow(turn.state, kept);
  const room = turn.state.rooms.get(kept.room);
  if (!room || ask.wait === 'waiting') return answer(turn, n, row);
  waitFor(turn, n, ask.id);
  reached(turn, room, { id: ask.id, seq: kept.seq, at: kept.at, state: row.state ?? 'stored' });
}

/** A person needs no room yet; any other room may still become known with the first `sync`. */
function roomFor(turn: Turn, { to, id }: Ask<'send'>): OpenRoom | 'later' | undefined {
  const known = roomOf(turn.state, to);
  if (known) return turn.room(known.key);
  if (/^@[a-z0-9][a-z0-9_.-]{0,31}$/i.test(to))
    return newDraft(turn, to.slice(1).toLowerCase(), id);
  const isKnown = turn.state.synced || turn.state.link.phase === 'stopped';
  return isKnown && !isLearning(turn.state) ? undefined : 'later';
}

export function unfit({ state }: Turn, { id, content }: Ask<'send'>): Refused | undefined {
  if (!/^[0-9a-f]{32}$/.test(id)) return { code: 'usage', reason: ['line-id'] };
  const size = 'text' in content ? Buffer.byteLength(content.text ?? '') : 1;
  if (size === 0) return { code: 'usage', reason: ['line-empty'] };
  if (size > longestText) return { code: 'usage', reason: ['line-long'] };
  if (state.outBytes > mostWaiting) return { code: 'local', reason: ['outbox-full'] };
  return content.kind === 'file' ? unfitFile(state, content.size) : undefined;
}

function unfitFile({ link }: State, size: number): Refused | undefined {
  if (link.phase === 'up' && link.version < messages['file-new'].since) return oldNuvem;
  if (sealedSize(size) > largestFile) return { code: 'usage', reason: ['refused', 'file-large'] };
  return undefined;
}
