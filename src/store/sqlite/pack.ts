import type { Bytes, Placed, Post } from '../rows.ts';
import { type PlacedCodes, postRefusals, type Posts } from './append.ts';

/**
 * Posts on their way to the worker, in one buffer that changes hands:
 *
 *   float64 count | 8 float64 a post: room user device fence no gen epoch length | all bodies
 */
export type PackedPosts = ArrayBuffer;

const fields = 8;
const row = fields * 8;

export function packPosts(posts: readonly Post[]): PackedPosts {
  let size = posts.length * row;
  for (const post of posts) size += post.body.length;

  const buffer = new ArrayBuffer(8 + size);
  const numbers = new Float64Array(buffer, 0, 1 + posts.length * fields);
  const bytes = new Uint8Array(buffer);
  numbers[0] = posts.length;
  let at = 1;
  let end = 8 + posts.length * row;
  for (const { room, user, device, fence, no, gen, epoch, body } of posts) {
    numbers[at] = room;
    numbers[at + 1] = user;
    numbers[at + 2] = device;
    numbers[at + 3] = fence;
    numbers[at + 4] = no;
    numbers[at + 5] = gen;
    numbers[at + 6] = epoch;
    numbers[at + 7] = body.length;
    at += fields;
    bytes.set(body, end);
    end += body.length;
  }
  return buffer;
}

export function unpackPosts(packed: PackedPosts): Posts {
  const count = new Float64Array(packed, 0, 1)[0] ?? 0;
  const numbers = new Float64Array(packed, 8, count * fields);
  let at = -fields;
  let start = 8 + count * row;
  let length = 0;
  const field = (index: number): number => numbers[at + index] ?? 0;
  return {
    count,
    next() {
      at += fields;
      start += length;
      length = field(7);
    },
    room: () => field(0),
    user: () => field(1),
    device: () => field(2),
    fence: () => field(3),
    no: () => field(4),
    gen: () => field(5),
    epoch: () => field(6),
    body: (): Bytes => new Uint8Array(packed, start, length),
  };
}

const duplicate: Placed = { duplicate: true };
const refused: readonly Placed[] = postRefusals.map((refusal) => ({ refused: refusal }));

/** The answers of the posts from one place on. */
export function placedOf(codes: PlacedCodes, from: number, count: number, at: number): Placed[] {
  const placed: Placed[] = [];
  for (const code of codes.subarray(from, from + count)) {
    placed.push(code > 0 ? { seq: code, at } : (refused[-code - 1] ?? duplicate));
  }
  return placed;
}
