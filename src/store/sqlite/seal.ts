import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  randomFillSync,
} from 'node:crypto';

import type { Bytes } from '../rows.ts';

/**
 * Closes what lies in the database: AES-256-GCM under keys derived from the store key.
 *
 *   sealed body    1 | nonce 12 | ciphertext | tag 16      its room's own key, bound to its seq
 *   plain body     0 | bytes                               of sealed rooms: ciphertext of their own
 *   sealed field   1 | nonce 12 | ciphertext | tag 16      bound to what it is and whose
 */
export interface Sealer {
  readonly body: (room: number, seq: number, body: Bytes) => Bytes;
  /** For bodies that are sealed by their authors already. */
  readonly plain: (body: Bytes) => Bytes;
  readonly openBody: (room: number, seq: number, stored: Bytes) => Bytes;
  readonly field: (what: string, value: string | Bytes) => Bytes;
  readonly openField: (what: string, stored: Bytes) => Bytes;
  readonly text: (what: string, stored: Bytes) => string;
  /** Finds a channel by its name without telling the name. */
  readonly nameHash: (name: string) => Bytes;
}

const cipher = 'aes-256-gcm';
const nonceSize = 12;
const tagSize = 16;
const overhead = 1 + nonceSize + tagSize;
const mostRoomKeys = 4096;
const mostTexts = 256;

export function newSealer(storeKey: Bytes): Sealer {
  if (storeKey.length !== 32) throw new RangeError('Expected a store key of 32 bytes');
  const root = createSecretKey(storeKey);
  const derive = (purpose: string): KeyObject =>
    createSecretKey(createHmac('sha256', root).update(purpose).digest());
  const fieldKey = derive('field');
  const nameKey = derive('name');
  const roomKeys = new Map<number, KeyObject>();
  const bound = Buffer.alloc(8);

  function roomKey(room: number): KeyObject {
    let key = roomKeys.get(room);
    if (!key) {
      if (roomKeys.size >= mostRoomKeys) roomKeys.clear();
      key = derive(`room ${room}`);
      roomKeys.set(room, key);
    }
    return key;
  }

  function boundTo(seq: number): Buffer {
    bound.writeDoubleBE(seq);
    return bound;
  }

  return {
    body: (room, seq, body) => seal(roomKey(room), boundTo(seq), body),
    plain(body) {
      const stored = new Uint8Array(1 + body.length);
      stored.set(body, 1);
      return stored;
    },
    openBody: (room, seq, stored) =>
      stored[0] === 0 ? stored.slice(1) : open(roomKey(room), boundTo(seq), stored),
    field: (what, value) => seal(fieldKey, Buffer.from(what), Buffer.from(value)),
    openField: (what, stored) => open(fieldKey, Buffer.from(what), stored),
    text: newTexts((what, stored) => open(fieldKey, Buffer.from(what), stored)),
    nameHash: (name) => new Uint8Array(createHmac('sha256', nameKey).update(name).digest()),
  };
}

/** Opens texts, and remembers some: the name of a room is asked for by everybody who comes. */
function newTexts(openField: Sealer['openField']): Sealer['text'] {
  const texts = new Map<string, { readonly stored: Bytes; readonly text: string }>();
  return (what, stored) => {
    if (stored.length === 0) return '';
    const known = texts.get(what);
    if (known && Buffer.compare(known.stored, stored) === 0) return known.text;
    const text = Buffer.from(openField(what, stored)).toString('utf8');
    if (texts.size >= mostTexts) texts.clear();
    texts.set(what, { stored, text });
    return text;
  };
}

function seal(key: KeyObject, bound: Buffer, plain: Bytes): Bytes {
  const sealed = new Uint8Array(plain.length + overhead);
  sealed[0] = 1;
  fillNonce(sealed);
  const gcm = createCipheriv(cipher, key, nonce);
  gcm.setAAD(bound);
  sealed.set(gcm.update(plain), 1 + nonceSize);
  gcm.final();
  sealed.set(gcm.getAuthTag(), 1 + nonceSize + plain.length);
  return sealed;
}

/** Throws when the bytes are not those that were sealed here. */
function open(key: KeyObject, bound: Buffer, sealed: Bytes): Bytes {
  if (sealed[0] !== 1 || sealed.length < overhead) throw new RangeError('Expected sealed bytes');
  const end = sealed.length - tagSize;
  const gcm = createDecipheriv(cipher, key, sealed.subarray(1, 1 + nonceSize), {
    authTagLength: tagSize,
  });
  gcm.setAAD(bound);
  gcm.setAuthTag(sealed.subarray(end));
  const plain = gcm.update(sealed.subarray(1 + nonceSize, end));
  gcm.final();
  return new Uint8Array(plain.buffer, plain.byteOffset, plain.length);
}

const pool = new Uint8Array(nonceSize * 512);
const nonce = new Uint8Array(nonceSize);
let used = pool.length;

/** Into `nonce`, and behind the first byte. Asking the system each time would cost as much as sealing. */
function fillNonce(sealed: Bytes): void {
  if (used >= pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  for (let index = 0; index < nonceSize; index++) {
    const byte = pool[used + index] ?? 0;
    nonce[index] = byte;
    sealed[1 + index] = byte;
  }
  used += nonceSize;
}
