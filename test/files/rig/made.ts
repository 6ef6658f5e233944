import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { newSeal } from '../../../src/files/chunk.ts';
import { openLeaves } from '../../../src/files/leaves.ts';
import { newOutflow } from '../../../src/files/outflow.ts';
import { openSource } from '../../../src/files/source.ts';
import { chunkHeadSize } from '../../../src/protocol/file-wire.ts';

export const id = Buffer.alloc(16, 0x11);
export const key = Buffer.alloc(32, 0x22);

/** The sealed chunks of a file as they lie on a nuvem. */
export async function sealedFile(path: string, state: string, from = 0): Promise<Buffer[]> {
  await mkdir(state, { recursive: true });
  const source = await openSource(path);
  const { leaves } = await openLeaves(join(state, 'sent'), source.stamp);
  await using known = leaves;
  await using flow = newOutflow({ source, seal: newSeal(id, key), leaves: known }, from);
  const chunks: Buffer[] = [];
  for (let frame = await flow.next(); frame; frame = await flow.next()) {
    chunks.push(Buffer.from(frame.bytes.subarray(chunkHeadSize)));
    frame.free();
  }
  return chunks;
}

/** Bytes of which no two stretches are alike. */
export function noise(size: number, seed = 1): Buffer {
  const bytes = Buffer.allocUnsafe(size);
  let state = seed >>> 0 || 1;
  for (let at = 0; at < size; at += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[at] = state & 0xff;
  }
  return bytes;
}
