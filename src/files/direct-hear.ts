import { timingSafeEqual } from 'node:crypto';

import {
  encodeFileFrame,
  type FileFrame,
  longestOpen,
  parseFileFrame,
  tokenSize,
} from '../protocol/file-wire.ts';
import { headSize, newCutter } from '../protocol/frames.ts';
import { Malformed } from '../protocol/malformed.ts';
import { markBytes } from './direct-proof.ts';

/** A frame of a receiver, with its mark behind it. The length counts both. */
export function marked(frame: FileFrame, marks: (said: Uint8Array) => Buffer): Buffer {
  const body = encodeFileFrame(frame).subarray(headSize);
  const bytes = Buffer.alloc(headSize + body.length + markBytes);
  bytes.writeUInt32BE(body.length + markBytes);
  body.copy(bytes, headSize);
  marks(body).copy(bytes, headSize + body.length);
  return bytes;
}

/** Reads what a receiver says. Throws `Malformed`, for a mark that is not its own as well. */
export function newHearing(
  marks: (said: Uint8Array) => Buffer,
  onFrame: (frame: FileFrame) => void,
): (bytes: Buffer) => void {
  const cutter = newCutter({ limit: longestOpen + markBytes }, (whole) => {
    if (whole.length <= markBytes) throw new Malformed('a mark');
    const body = whole.subarray(0, -markBytes);
    if (!timingSafeEqual(marks(body), whole.subarray(-markBytes)))
      throw new Malformed('a mark of this receiver');
    onFrame(parseFileFrame(body));
    return true;
  });
  return cutter.feed;
}

/** A receiver asks for the file whose key it proved; there is no other token. */
export const opening = (from: number): FileFrame => ({
  type: 'open',
  token: Buffer.alloc(tokenSize),
  from,
});
