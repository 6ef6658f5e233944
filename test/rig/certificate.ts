import { X509Certificate } from 'node:crypto';

import { generate } from 'selfsigned';

import { digestOfKey, fingerprintOf } from '../../src/base/fingerprint.ts';
import type { Certificate } from '../../src/net/certificate.ts';

export interface Dates {
  readonly from?: Date;
  readonly until?: Date;
}

/** A fresh EC P-256 certificate for localhost, as `pychat certs` would make it. */
export async function newCertificate({
  from = yesterday(),
  until,
}: Dates = {}): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: 'localhost' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: from,
    ...(until && { notAfterDate: until }),
    extensions: [
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'localhost' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  const x509 = new X509Certificate(made.cert);
  const keyDigest = digestOfKey(x509.publicKey);
  return {
    cert: made.cert,
    key: made.private,
    fingerprint: fingerprintOf(keyDigest),
    keyDigest,
    from: new Date(x509.validFrom),
    until: new Date(x509.validTo),
  };
}

const yesterday = (): Date => new Date(Date.now() - 86_400_000);
