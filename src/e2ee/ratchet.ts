import type { GenerationSecret } from 'ts-mls/secretTree.js';

import { refuse } from './fault.ts';
import { derived, purpose } from './kdf.ts';

const nextSecret = purpose('secret', 32);
const keyOf = purpose('key', 16);
const nonceOf = purpose('nonce', 12);

/** What one message is sealed under: 16 bytes of key, 12 of nonce. */
export interface MessageKey {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
}

export interface Turned extends MessageKey {
  readonly ratchet: GenerationSecret;
}

/** So many keys of messages that did not come are kept; of more than `mostSteps` nobody is ahead. */
const mostSkipped = 32;
const mostSteps = 10_000;

/** The key of one generation of a ratchet for messages (RFC 9420, 9.1), and the ratchet without it. */
export function turnedTo(ratchet: GenerationSecret, generation: number): Turned {
  if (generation < ratchet.generation) return skipped(ratchet, generation);
  if (generation - ratchet.generation > mostSteps) refuse('crypto', 'It is too far ahead');
  let { secret } = ratchet;
  let { unusedGenerations } = ratchet;
  for (let n = ratchet.generation; n < generation; n += 1) {
    if (generation - n <= mostSkipped)
      unusedGenerations = { ...unusedGenerations, [n]: bytesOf(keysOf(secret, n)) };
    secret = derived(secret, nextSecret, counted(n));
  }
  const next = derived(secret, nextSecret, counted(generation));
  return {
    ...keysOf(secret, generation),
    ratchet: {
      secret: next,
      generation: generation + 1,
      unusedGenerations: latest(unusedGenerations),
    },
  };
}

function keysOf(secret: Uint8Array, generation: number): MessageKey {
  const context = counted(generation);
  return { key: derived(secret, keyOf, context), nonce: derived(secret, nonceOf, context) };
}

function counted(generation: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, generation);
  return bytes;
}

/** As long as a secret: that is what these places are for. A secret would tell all keys after it, too. */
function bytesOf({ key, nonce }: MessageKey): Uint8Array {
  const bytes = new Uint8Array(32);
  bytes.set(key);
  bytes.set(nonce, 16);
  return bytes;
}

/** The key of a message that did not come in its turn, once. */
function skipped(ratchet: GenerationSecret, generation: number): Turned {
  const { [generation]: kept, ...others } = ratchet.unusedGenerations;
  if (!kept) return refuse('crypto', 'Its key is gone');
  const nonce = kept.slice(16, 28);
  return {
    key: kept.slice(0, 16),
    nonce,
    ratchet: { ...ratchet, unusedGenerations: others },
  };
}

function latest(keys: Record<number, Uint8Array>): Record<number, Uint8Array> {
  const entries = Object.entries(keys);
  if (entries.length <= mostSkipped) return keys;
  return Object.fromEntries(entries.slice(-mostSkipped)) as Record<number, Uint8Array>;
}
