import { watch } from 'node:fs';

import type { Lifetime } from '../base/lifetime.ts';
import type { Log } from '../base/log.ts';
import type { Renewal } from '../base/renewal.ts';
import { makeCertificate } from '../home/certs.ts';
import type { Home } from '../home/paths.ts';
import { renewalsIn } from '../home/renewals.ts';
import type { Certificate } from '../net/certificate.ts';
import { certificateOf, certificateReason } from './_certificate.ts';
import { Failure } from './failure.ts';

/** The certificate that the nuvem shows, and what former keys signed up to its key. */
export interface Proofs {
  readonly certificate: Certificate;
  readonly former: readonly Renewal[];
}

/** Those of its home, made when there are none. */
export async function proofsFor(home: Home, host: string): Promise<Proofs> {
  const hosts = ['0.0.0.0', '::'].includes(host) ? [] : [host];
  const wanted = { hosts, days: 397, force: false, newKey: false, now: Date.now() };
  const made = await makeCertificate(home.certs, wanted);
  if (!made.ok && made.error !== 'exists') throw new Failure(certificateReason(made.error));
  return proofsOf(home);
}

async function proofsOf({ certs }: Home): Promise<Proofs> {
  const certificate = await certificateOf(certs);
  return { certificate, former: await renewalsIn(certs, certificate.keyDigest) };
}

/** A renewal writes the file in several steps; they are looked at together. */
const settleMs = 200;

/** Calls `reload` after the files in a folder have changed, until `life` ends. */
export function whenChanged(
  folder: string,
  later: (ms: number, run: () => void) => () => void,
  reload: () => void,
  life: Lifetime,
): void {
  let cancel = (): void => {};
  const watcher = watch(folder, { persistent: false }, () => {
    cancel();
    cancel = later(settleMs, reload);
  });
  // A folder that cannot be watched any more: `pychat reload` still works.
  watcher.on('error', () => watcher.close());
  life.onEnd(() => {
    cancel();
    watcher.close();
  });
}

/** Shows the certificate of the home from now on; a bad one is logged, and the former one stays. */
export async function reloadCertificate(
  home: Home,
  show: (proofs: Proofs) => boolean,
  log: Log,
): Promise<void> {
  try {
    const proofs = await proofsOf(home);
    const until = proofs.certificate.until.toISOString();
    if (show(proofs)) log('info', 'certificate.loaded', { until });
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    log('warn', 'certificate.bad', { why: failure.message });
    throw failure;
  }
}
