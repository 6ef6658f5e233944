import { certificateFiles } from '../home/certs.ts';
import { type Certificate, type CertificateProblem, loadCertificate } from '../net/certificate.ts';
import type { Reason } from '../words/reason.ts';
import { Failure } from './failure.ts';

const day = (date: Date | undefined): string => date?.toISOString().slice(0, 10) ?? '';

/** What is wrong with a certificate, and what to do. */
export const certificateReason = ({ why, file, at }: CertificateProblem): Reason => [
  'certificate',
  why,
  file,
  day(at),
];

/** The certificate of a home, or a failure that says what is wrong with it. */
export async function certificateOf(
  folder: string,
  { evenExpired = false } = {},
): Promise<Certificate> {
  const { cert, key } = certificateFiles(folder);
  const now = Date.now();
  const loaded = await loadCertificate(cert, key, now);
  if (loaded.ok) return loaded.value;
  const { why, at } = loaded.error;
  if (evenExpired && at && (why === 'expired' || why === 'not-yet')) {
    const then = await loadCertificate(
      cert,
      key,
      at.getTime() + (why === 'expired' ? -1000 : 1000),
    );
    if (then.ok) return then.value;
  }
  throw new Failure(certificateReason(loaded.error));
}
