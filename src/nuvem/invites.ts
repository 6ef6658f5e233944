import { createHmac } from 'node:crypto';

import { sha256 } from './proven.ts';

const letters = 'abcdefghijklmnopqrstuvwxyz234567';
const size = 20;

/**
 * The code of an invite, from a secret of the nuvem and who asked with which operation id: asking again
 * gives the same code, and no code is kept anywhere.
 */
export function inviteCode(secret: Uint8Array, by: number, op: Uint8Array): string {
  const code = createHmac('sha256', secret).update(`${by} `).update(op).digest().subarray(0, size);
  let bits = '';
  for (const byte of code) bits += byte.toString(2).padStart(8, '0');
  const text = bits.replaceAll(/.{5}/g, (five) => letters.charAt(Number.parseInt(five, 2)));
  return text.replaceAll(/.{4}(?=.)/g, '$&-');
}

/** What the store keeps of a code; however it was typed. Undefined when it is no code. */
export function inviteHash(typed: string): Buffer | undefined {
  const code = typed
    .toLowerCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll('0', 'o')
    .replaceAll('1', 'l');
  return /^[a-z2-7]{32}$/.test(code) ? sha256(Buffer.from(code)) : undefined;
}
