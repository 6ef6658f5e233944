import { certificateFiles } from '../home/certs.ts';
import { type Certificate, type CertificateProblem, loadCertificate } from '../net/certificate.ts';
import { Failure } from './failure.ts';

const day = (date: Date | undefined): string => date?.toISOString().slice(0, 10) ?? '';

const renew = 'Make a new one with `pychat certs --force`, which keeps the key';

const sentences: Readonly<Record<CertificateProblem['why'], (file: string, at: string) => string>> =
  {
    missing: (file) => `There is no ${file}. Make it with \`pychat certs\``,
    unreadable: (file) => `${file} cannot be read. Give this user the right to read it`,
    'not-pem': (file) =>
      file.endsWith('.key')
        ? `${file} holds no key that can be used. Make both anew with \`pychat certs --force --new-key\``
        : `${file} holds no certificate. ${renew}`,
    mismatch: (file) => `The certificate beside ${file} does not belong to that key. ${renew}`,
    expired: (file, at) => `The certificate ${file} expired on ${at}. ${renew}`,
    'not-yet': (file, at) =>
      `The certificate ${file} is valid from ${at} on. Set this machine's clock, or wait`,
  };

/** What is wrong with a certificate, and what to do. */
export const certificateSentence = ({ why, file, at }: CertificateProblem): string =>
  sentences[why](file, day(at));

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
  throw new Failure(certificateSentence(loaded.error));
}
