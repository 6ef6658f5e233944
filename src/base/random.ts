import { randomFillSync } from 'node:crypto';

const size = 4096;

/**
 * Random bytes, fetched many at a time: asking for each key or nonce alone costs more than what is done
 * with it. What was given out is no longer in the supply.
 */
export function newRandom(): (bytes: number) => Buffer {
  const supply = Buffer.alloc(size);
  let used = size;

  return (bytes) => {
    if (bytes > size / 4) return randomFillSync(Buffer.alloc(bytes));
    if (used + bytes > size) {
      randomFillSync(supply);
      used = 0;
    }
    const given = Buffer.alloc(bytes);
    supply.copy(given, 0, used, used + bytes);
    supply.fill(0, used, used + bytes);
    used += bytes;
    return given;
  };
}
