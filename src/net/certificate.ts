import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import { digestOfKey, type Fingerprint, fingerprintOf } from '../base/fingerprint.ts';
import { no, ok, type Result } from '../base/result.ts';

/** A checked certificate with its private key, as TLS wants them. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly fingerprint: Fingerprint;
  /** SHA-256 of the public key: the bytes of `fingerprint`. */
  readonly keyDigest: Buffer;
  readonly from: Date;
  readonly until: Date;
}

export interface CertificateProblem {
  readonly why: 'missing' | 'unreadable' | 'not-pem' | 'mismatch' | 'expired' | 'not-yet';
  /** The file to look at. */
  readonly file: string;
  /** For `expired` and `not-yet`: when it ended, or will begin. */
  readonly at?: Date;
}

/** Reads and checks a pair of PEM files, so that what is wrong is said before anybody connects. */
export async function loadCertificate(
  certFile: string,
  keyFile: string,
  now: number,
): Promise<Result<Certificate, CertificateProblem>> {
  const cert = await read(certFile);
  if (!cert.ok) return cert;
  const key = await read(keyFile);
  if (!key.ok) return key;
  const x509 = parsed(() => new X509Certificate(cert.value));
  if (!x509) return no({ why: 'not-pem', file: certFile });
  const secret = parsed(() => createPrivateKey(key.value));
  if (!secret) return no({ why: 'not-pem', file: keyFile });
  if (!x509.checkPrivateKey(secret)) return no({ why: 'mismatch', file: keyFile });

  const from = new Date(x509.validFrom);
  const until = new Date(x509.validTo);
  if (until.getTime() <= now) return no({ why: 'expired', file: certFile, at: until });
  if (from.getTime() > now) return no({ why: 'not-yet', file: certFile, at: from });
  const keyDigest = digestOfKey(x509.publicKey);
  const fingerprint = fingerprintOf(keyDigest);
  return ok({ cert: cert.value, key: key.value, fingerprint, keyDigest, from, until });
}

async function read(file: string): Promise<Result<string, CertificateProblem>> {
  try {
    return ok(await readFile(file, 'utf8'));
  } catch (fault) {
    const { code } = fault as NodeJS.ErrnoException;
    return no({ why: code === 'ENOENT' ? 'missing' : 'unreadable', file });
  }
}

/** OpenSSL says no by throwing, in words that help nobody and may quote the input. */
function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}
