import { createHash } from 'node:crypto';

import type { Vouches } from '../../e2ee/credential.ts';
import { isSigned } from '../../e2ee/curve.ts';
import { certBytes } from '../../protocol/proof.ts';

/** A person's devices are looked at with every room they are in; so many answers are remembered. */
const kept = 8192;

/** Whether a person's identity has signed that a device is theirs. */
export function newVouches(): Vouches {
  const good = new Set<string>();
  return ({ user, identity, cert }, key) => {
    const words = certBytes(user, key);
    const name = createHash('sha256').update(identity).update(cert).update(words).digest('base64');
    if (good.has(name)) return true;
    if (!isSigned(identity, words, cert)) return false;
    if (good.size >= kept) good.clear();
    good.add(name);
    return true;
  };
}
