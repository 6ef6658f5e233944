import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

const piece = 1024 * 1024;

/** Makes a file of bytes of which nobody can make fewer. Answers its SHA-256. */
export async function newLarge(path: string, size: number): Promise<string> {
  const hash = createHash('sha256');
  await using file = await open(path, 'w');
  for (let left = size; left > 0; left -= piece) {
    const bytes = randomBytes(Math.min(left, piece));
    hash.update(bytes);
    await file.write(bytes);
  }
  return hash.digest('hex');
}

export async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
