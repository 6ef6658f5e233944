import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** A key that gave its place to another one, and what it signed about that one. */
export interface Renewal {
  /** The former public key, as SPKI in DER. */
  readonly key: Uint8Array;
  readonly signature: Uint8Array;
}

/** Who was away for more changes of the key than this has to trust it anew. */
export const mostRenewals = 8;

/** The statement of a private key that from now on the key with this SHA-256 stands in its place. */
export function renewal(former: KeyObject, next: Uint8Array): Renewal {
  const key = createPublicKey(former).export({ type: 'spki', format: 'der' });
  return { key, signature: sign(digestFor(former), statement(key, next), former) };
}

/** Whether an unbroken chain of statements leads from the key that is expected to the one that is shown. */
export function leads(renewals: readonly Renewal[], from: Uint8Array, to: Uint8Array): boolean {
  let next = to;
  for (const link of renewals.slice(-mostRenewals).toReversed()) {
    if (!isSigned(link, next)) return false;
    next = sha256(link.key);
    if (Buffer.compare(next, from) === 0) return true;
  }
  return false;
}

/** The statements that lead to a key, and none that lead elsewhere, such as to a key that was never used. */
export function renewalsTo(renewals: readonly Renewal[], to: Uint8Array): readonly Renewal[] {
  const last = renewals.findLastIndex((link) => isSigned(link, to));
  return renewals.slice(Math.max(0, last + 1 - mostRenewals), last + 1);
}

function isSigned({ key, signature }: Renewal, next: Uint8Array): boolean {
  try {
    const former = createPublicKey({ key: Buffer.from(key), format: 'der', type: 'spki' });
    return (
      kinds.has(former.asymmetricKeyType ?? '') &&
      verify(digestFor(former), statement(key, next), former, signature)
    );
  } catch {
    // Bytes that are no key.
    return false;
  }
}

const kinds: ReadonlySet<string> = new Set(['ec', 'rsa', 'ed25519']);

/** Ed25519 has its own. */
const digestFor = ({ asymmetricKeyType }: KeyObject): string | null =>
  asymmetricKeyType === 'ed25519' ? null : 'sha256';

/** Both keys by their digests, behind words that stand in front of nothing else that such a key signs. */
const statement = (key: Uint8Array, next: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from('pychat/1 the nuvem has a new key\n'), sha256(key), next]);

const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
