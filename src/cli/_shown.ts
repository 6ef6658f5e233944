import { watch } from 'node:fs';

import type { Lifetime } from '../base/lifetime.ts';
import type { Log } from '../base/log.ts';
import { makeCertificate } from '../home/certs.ts';
import type { Home } from '../home/paths.ts';
import type { Certificate } from '../net/certificate.ts';
import { certificateOf, certificateSentence } from './_certificate.ts';
import { Failure } from './failure.ts';

/** The certificate that the nuvem shows: the one of its home, made when there is none. */
export async function certificateFor(home: Home, host: string): Promise<Certificate> {
  const hosts = ['0.0.0.0', '::'].includes(host) ? [] : [host];
  const wanted = { hosts, days: 397, force: false, newKey: false, now: Date.now() };
  const made = await makeCertificate(home.certs, wanted);
  if (!made.ok && made.error !== 'exists') throw new Failure(certificateSentence(made.error));
  return certificateOf(home.certs);
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
  show: (certificate: Certificate) => boolean,
  log: Log,
): Promise<void> {
  try {
    const certificate = await certificateOf(home.certs);
    if (show(certificate))
      log('info', 'certificate.loaded', { until: certificate.until.toISOString() });
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    log('warn', 'certificate.bad', { why: failure.message });
    throw failure;
  }
}
