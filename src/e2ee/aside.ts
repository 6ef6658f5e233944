import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

import { padded } from './body.ts';
import { refuse } from './fault.ts';
import { exportedKey, type Room } from './room.ts';

/*
 * A few bytes for everybody who is in a room at an epoch, beside the messages of MLS: nonce ‖ AES-256-GCM of (length in
 * two bytes ‖ bytes ‖ zeros, padded like a body) ‖ tag, under a key that those in the room derive.
 */
const nonceLength = 12;
const tagLength = 16;
const most = 2048;
export const largestAside = nonceLength + padded(2 + most) + tagLength;

const keyOf = (room: Room): Promise<Uint8Array> =>
  exportedKey(room, 'pychat aside', new Uint8Array(0));

export async function asideOf(room: Room, bytes: Uint8Array): Promise<Buffer> {
  if (bytes.length > most) throw new RangeError(`At most ${most} bytes are told aside`);
  const plain = Buffer.alloc(padded(2 + bytes.length));
  plain.writeUInt16BE(bytes.length);
  plain.set(bytes, 2);
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', await keyOf(room), nonce);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Throws when nobody in the room wrote it. */
export async function asideIn(room: Room, sealed: Uint8Array): Promise<Uint8Array> {
  if (sealed.length < nonceLength + 2 + tagLength) return refuse('welcome', 'Its aside is cut');
  const nonce = sealed.subarray(0, nonceLength);
  const options = { authTagLength: tagLength };
  const decipher = createDecipheriv('aes-256-gcm', await keyOf(room), nonce, options);
  decipher.setAuthTag(sealed.subarray(-tagLength));
  const inside = sealed.subarray(nonceLength, -tagLength);
  const plain = Buffer.concat([decipher.update(inside), decipher.final()]);
  const end = 2 + plain.readUInt16BE();
  if (end > plain.length) return refuse('welcome', 'Its aside is cut');
  return new Uint8Array(plain.subarray(2, end));
}
