import { largestChunk } from './file-size.ts';
import { headSize } from './frames.ts';
import { Malformed } from './malformed.ts';

/*
 * The frames of a file connection, which a client opens for the bytes alone:
 *
 *   +-------------+---------+----------------------+
 *   | length, u32 | type, 1 | fields, big-endian   |     the length counts type and fields
 *   +-------------+---------+----------------------+
 */

/** Why nothing comes, or nothing is taken, for now. It goes on by itself. */
export const fileWaits = ['edge', 'full', 'going'] as const;
/** `edge`: the upload has come so far. `full`: no space on the disk. `going`: it goes on. */
export type FileWait = (typeof fileWaits)[number];

/** Why a file connection ends. */
export const fileEnds = [
  'gone',
  'token',
  'order',
  'malformed',
  'size',
  'too-many',
  'closing',
  'broken',
] as const;
export type FileEnd = (typeof fileEnds)[number];

export type FileFrame =
  /** The file of a token, from that chunk on. */
  | { readonly type: 'open'; readonly token: Buffer; readonly from: number }
  | { readonly type: 'chunk'; readonly index: number; readonly bytes: Buffer }
  /** Enough of this file. */
  | { readonly type: 'end' }
  /** Begins with this chunk. */
  | { readonly type: 'go'; readonly at: number }
  /** So many chunks, from the first on, are on the disk to stay. */
  | { readonly type: 'kept'; readonly count: number }
  | { readonly type: 'wait'; readonly why: FileWait }
  | { readonly type: 'no'; readonly code: FileEnd };
type FileType = FileFrame['type'];

const numbers: Readonly<Record<FileType, number>> = {
  open: 1,
  chunk: 2,
  end: 3,
  go: 4,
  kept: 5,
  wait: 6,
  no: 7,
};
const names = new Map(Object.entries(numbers).map(([type, n]) => [n, type as FileType]));

/** Bytes of a token. */
export const tokenSize = 32;
/** What stands in front of the bytes of a chunk: length, type, index. */
export const chunkHeadSize = headSize + 5;
/** The longest body (what the length counts) of whoever may send chunks. */
export const longestFileBody = 1 + 4 + largestChunk;
/** The same of whoever may not: nothing is longer than `open`. */
export const longestOpen = 1 + tokenSize + 4;

/** A frame to send. One with a chunk is copied into it: see `putChunkHead`. */
export function encodeFileFrame(frame: FileFrame): Buffer {
  const body = fieldsOf(frame);
  const bytes = Buffer.allocUnsafe(headSize + 1 + body.length);
  bytes.writeUInt32BE(body.length + 1);
  bytes[headSize] = numbers[frame.type];
  body.copy(bytes, headSize + 1);
  return bytes;
}

/** Makes a frame of a chunk whose bytes lie behind the first `chunkHeadSize` of these. */
export function putChunkHead(frame: Buffer, index: number): void {
  frame.writeUInt32BE(frame.length - headSize);
  frame[headSize] = numbers.chunk;
  frame.writeUInt32BE(index, headSize + 1);
}

/** The only door for what comes on a file connection. Throws `Malformed`. The bytes of a chunk are a view. */
export function parseFileFrame(body: Buffer): FileFrame {
  const type = names.get(body[0] ?? 0);
  if (!type) throw new Malformed('a known type of frame');
  return read[type](body);
}

function fieldsOf(frame: FileFrame): Buffer {
  switch (frame.type) {
    case 'open':
      return Buffer.concat([frame.token, u32(frame.from)]);
    case 'chunk':
      return Buffer.concat([u32(frame.index), frame.bytes]);
    case 'end':
      return Buffer.alloc(0);
    case 'go':
      return u32(frame.at);
    case 'kept':
      return u32(frame.count);
    case 'wait':
      return Buffer.of(fileWaits.indexOf(frame.why));
    case 'no':
      return Buffer.of(fileEnds.indexOf(frame.code));
  }
}

function u32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const read: { readonly [T in FileType]: (body: Buffer) => FileFrame } = {
  open(body) {
    exactly(body, longestOpen);
    const token = Buffer.from(body.subarray(1, 1 + tokenSize));
    return { type: 'open', token, from: body.readUInt32BE(1 + tokenSize) };
  },
  chunk(body) {
    if (body.length < 6 || body.length > longestFileBody)
      throw new Malformed('an index and bytes', 'chunk');
    return { type: 'chunk', index: body.readUInt32BE(1), bytes: body.subarray(5) };
  },
  end(body) {
    exactly(body, 1);
    return { type: 'end' };
  },
  go: (body) => ({ type: 'go', at: onlyU32(body) }),
  kept: (body) => ({ type: 'kept', count: onlyU32(body) }),
  wait: (body) => ({ type: 'wait', why: oneOf(fileWaits, body) }),
  no: (body) => ({ type: 'no', code: oneOf(fileEnds, body) }),
};

function exactly(body: Buffer, length: number): void {
  if (body.length !== length) throw new Malformed(`a frame of ${length} bytes`);
}

function onlyU32(body: Buffer): number {
  exactly(body, 5);
  return body.readUInt32BE(1);
}

function oneOf<T>(list: readonly T[], body: Buffer): T {
  exactly(body, 2);
  const found = list[body[1] ?? list.length];
  if (found === undefined) throw new Malformed('a known reason');
  return found;
}
