import { createHash } from 'node:crypto';

import { entryKinds } from '../../protocol/entries.ts';
import { blobChunk, largestBlob, type Entry, type Message } from '../../protocol/messages.ts';
import type { Room, State } from '../state.ts';
import type { OpenRoom, Turn } from '../turn.ts';
import { commitIn, hex, inviteIn } from './log.ts';
import { isSealed } from './sealing.ts';
import type { Fetching } from './state.ts';

/** The blob that an entry names: of a commit in its room, of an invitation in the room that it is to. */
export function blobOf(
  state: State,
  room: Room,
  entry: Entry,
): Pick<Fetching, 'hash' | 'of'> | undefined {
  if (room.kind === 'inbox') {
    const invite = entry.kind === entryKinds.invite ? inviteIn(entry.body) : undefined;
    return invite && { of: hex(invite.room), hash: Buffer.from(invite.blob) };
  }
  if (entry.kind !== entryKinds.commit || !isSealed(state, room)) return undefined;
  const blob = commitIn(entry.body)?.blob;
  return blob && { of: room.key, hash: Buffer.from(blob) };
}

/** Holds the log at an entry until the blob that it names is here. */
export function holdFor(
  turn: Turn,
  room: Room,
  entry: Entry,
  blob: Pick<Fetching, 'hash' | 'of'>,
): void {
  turn.state.fetching.set(room.key, { ...blob, entry, chunks: [], asked: false });
}

/** Asks for the blob, or its next chunk, unless that is under way. */
export function fetchBlob(turn: Turn, { key }: OpenRoom): void {
  const fetching = turn.state.fetching.get(key);
  if (!fetching || fetching.asked) return;
  const { of, hash, chunks } = fetching;
  turn.state.fetching.set(key, { ...fetching, asked: true });
  const room = Buffer.from(of, 'hex');
  turn.request(
    { type: 'blob-get', room, hash, at: sizeOf(chunks) },
    { for: 'blob-get', room: key },
  );
}

const sizeOf = (chunks: readonly Uint8Array[]): number =>
  chunks.reduce((sum, { length }) => sum + length, 0);

/** What the blob is once it is whole; nothing when it is not what its name says. */
export function onBlob(
  turn: Turn,
  room: OpenRoom,
  { size, body }: Message<'blob'>,
): { readonly entry: Entry; readonly blob: Uint8Array } | undefined {
  const fetching = turn.state.fetching.get(room.key);
  if (!fetching) return undefined;
  const chunks = [...fetching.chunks, Buffer.from(body)];
  const all = sizeOf(chunks);
  // Only the last chunk is a shorter one.
  if (all < size && size <= largestBlob && body.length === blobChunk) {
    turn.state.fetching.set(room.key, { ...fetching, chunks, asked: false });
    fetchBlob(turn, room);
    return undefined;
  }
  turn.state.fetching.delete(room.key);
  const blob = Buffer.concat(chunks);
  const isIts = all === size && createHash('sha256').update(blob).digest().equals(fetching.hash);
  return { entry: fetching.entry, blob: isIts ? blob : new Uint8Array() };
}
