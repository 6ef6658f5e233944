import {
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

/**
 * How two devices show each other that both hold the key of a file, without saying which file it is:
 *
 *     sender → receiver   greeting   "pychat direct 1\n" ‖ nonce(32)
 *     receiver → sender   claim      nonce(32) ‖ device(8, veiled) ‖ HMAC(claim key, all that was said)
 *     sender → receiver   answer     HMAC(answer key, both nonces)
 *
 * The sender speaks first, so that a receiver says nothing to whatever else listens at an address it was given.
 * The claim is made for this greeting alone: who overheard one learns nothing by saying it again. Whoever has the key
 * can say any device: it keeps those who are honest, and no longer there, from what is not for them.
 */
const mark = Buffer.from('pychat direct 1\n', 'latin1');
const nonceBytes = 32;
const macBytes = 32;
const whoBytes = 8;
const nonceAndWho = nonceBytes + whoBytes;

export const greetingBytes = mark.length + nonceBytes;
export const claimBytes = nonceAndWho + macBytes;
export const answerBytes = macBytes;

/** What a device proves with, for one file. */
export interface DirectKeys {
  readonly claim: KeyObject;
  readonly veil: KeyObject;
  readonly answer: KeyObject;
  readonly marks: KeyObject;
}

/** The file's id goes into the keys, so that one key for two files would not make them one. */
export function directKeys(fileKey: Uint8Array, id: Uint8Array): DirectKeys {
  const derived = (use: string): KeyObject =>
    createSecretKey(Buffer.from(hkdfSync('sha256', fileKey, id, `pychat-direct/1 ${use}`, 32)));
  return {
    claim: derived('claim'),
    veil: derived('veil'),
    answer: derived('answer'),
    marks: derived('marks'),
  };
}

export const newGreeting = (): Buffer => Buffer.concat([mark, randomBytes(nonceBytes)]);

export const isGreeting = (bytes: Uint8Array): boolean =>
  bytes.length === greetingBytes && mark.equals(bytes.subarray(0, mark.length));

/** `device` is the one that asks. */
export function newClaim(keys: DirectKeys, greeting: Uint8Array, device: number): Buffer {
  const nonce = randomBytes(nonceBytes);
  const who = Buffer.alloc(whoBytes);
  who.writeBigUInt64BE(BigInt(device) ^ veilOf(keys, greeting, nonce));
  return Buffer.concat([nonce, who, mac(keys.claim, greeting, nonce, who)]);
}

/** Whose key the claim was made with. All are tried, so that the time it takes says nothing. */
export function claimed<T extends { readonly keys: DirectKeys }>(
  offers: Iterable<T>,
  greeting: Uint8Array,
  claim: Uint8Array,
): T | undefined {
  const shown = claim.subarray(nonceAndWho);
  let found: T | undefined;
  for (const offer of offers)
    if (timingSafeEqual(mac(offer.keys.claim, greeting, claim.subarray(0, nonceAndWho)), shown))
      found = offer;
  return found;
}

/** Who made a claim, as it says. */
export function claimant(keys: DirectKeys, greeting: Uint8Array, claim: Buffer): number {
  const veil = veilOf(keys, greeting, claim.subarray(0, nonceBytes));
  return Number(claim.readBigUInt64BE(nonceBytes) ^ veil);
}

/** Nobody else on the network is to see who fetches something. */
const veilOf = (keys: DirectKeys, greeting: Uint8Array, nonce: Uint8Array): bigint =>
  mac(keys.veil, greeting, nonce).readBigUInt64BE();

export const answerTo = (keys: DirectKeys, greeting: Uint8Array, claim: Uint8Array): Buffer =>
  mac(keys.answer, greeting, claim);

export const isAnswer = (
  keys: DirectKeys,
  greeting: Uint8Array,
  claim: Uint8Array,
  answer: Uint8Array,
): boolean =>
  answer.length === answerBytes && timingSafeEqual(answerTo(keys, greeting, claim), answer);

export const markBytes = 16;

/**
 * Marks what a receiver says after the proof, one thing after the other: chunks are sealed as they are, but that
 * a file has arrived must be said by who holds its key.
 */
export function newMarks(
  keys: DirectKeys,
  greeting: Uint8Array,
  claim: Uint8Array,
): (said: Uint8Array) => Buffer {
  const key = createSecretKey(mac(keys.marks, greeting, claim));
  const count = Buffer.alloc(8);
  let said = 0n;
  return (bytes) => {
    count.writeBigUInt64BE(said);
    said += 1n;
    return mac(key, count, bytes).subarray(0, markBytes);
  };
}

function mac(key: KeyObject, ...parts: readonly Uint8Array[]): Buffer {
  const hmac = createHmac('sha256', key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}
