import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  X509Certificate,
} from 'node:crypto';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';

import { no, ok, type Result } from '../base/result.ts';
import { privateFolder, readIfThere, writeNew, writePrivate } from './private.ts';
import { keepRenewal } from './renewals.ts';

/** A key file that cannot be used again. */
export interface BadKey {
  readonly why: 'unreadable' | 'not-pem';
  readonly file: string;
}

export interface Wanted {
  /** Names and addresses beside those of this machine. */
  readonly hosts: readonly string[];
  readonly days: number;
  readonly force: boolean;
  readonly newKey: boolean;
  readonly now: number;
}

const day = 86_400_000;
const hour = 3_600_000;

export const certificateFiles = (
  folder: string,
): { readonly cert: string; readonly key: string } => ({
  cert: join(folder, 'nuvem.crt'),
  key: join(folder, 'nuvem.key'),
});

/** `renewed`: the former key signed for the new one, so that who trusted it follows. `new`: nobody knows it. */
export type KeyNow = 'kept' | 'renewed' | 'new';

/** Makes or renews the certificate of a home; a renewal keeps the key, so that nobody is asked to trust again. */
export async function makeCertificate(
  folder: string,
  wanted: Wanted,
): Promise<Result<KeyNow, BadKey | 'exists'>> {
  const files = certificateFiles(folder);
  if (!wanted.force && (await readIfThere(files.cert)) !== undefined) return no('exists');
  await privateFolder(folder);
  const key = await keyFor(folder, wanted.newKey);
  if (!key.ok) return key;

  // Signed first: a nuvem that runs looks when a file changes, and should find the two of them.
  const cert = await signed(key.value.pem, wanted);
  const now = await key.value.keep();
  if (wanted.force) await writePrivate(files.cert, cert);
  else if (!(await writeNew(files.cert, cert))) return no('exists');
  return ok(now);
}

/** The names and addresses that a certificate (PEM) is good for. */
export const namesIn = (cert: string): readonly string[] =>
  (new X509Certificate(cert).subjectAltName ?? '')
    .split(', ')
    .map((name) => short(name.replace(/^(DNS|IP Address):/, '')))
    .filter((name) => name !== '');

/** OpenSSL prints all eight groups of an IPv6 address. */
const short = (name: string): string =>
  name.includes(':') ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name;

/** Names and addresses of this machine, so that a certificate fits however it is reached. */
export function ownNames(): readonly string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return [hostname(), 'localhost', ...addresses.map(({ address }) => address)];
}

const isAddress = (name: string): boolean => name.includes(':') || /^\d+(\.\d+){3}$/.test(name);

async function signed(key: string, { hosts, days, now }: Wanted): Promise<string> {
  // 60 ms to load, and needed once a year.
  const { generate } = await import('selfsigned');
  const all = [...hosts, ...ownNames(), '127.0.0.1', '::1'];
  const names = new Set(all.map((name) => name.replace(/%.*$/, '').toLowerCase()));
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
  const made = await generate([{ name: 'commonName', value: 'pychat nuvem' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    keyPair: { privateKey: key, publicKey },
    // The clocks of others may be a little behind.
    notBeforeDate: new Date(now - hour),
    notAfterDate: new Date(now + days * day),
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [...names].map((name) =>
          isAddress(name) ? { type: 7, ip: name } : { type: 2, value: name },
        ),
      },
    ],
  });
  return made.cert.endsWith('\n') ? made.cert : `${made.cert}\n`;
}

interface Key {
  readonly pem: string;
  /** Puts a new one on disk, before any certificate names it. */
  readonly keep: () => Promise<KeyNow>;
}

/** The key that is there, or a new one. */
async function keyFor(folder: string, fresh: boolean): Promise<Result<Key, BadKey>> {
  const { key: file } = certificateFiles(folder);
  const kept = fresh ? undefined : await keptKey(file);
  if (kept) return kept.ok ? ok({ pem: kept.value, keep: async () => 'kept' }) : kept;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const keep = async (): Promise<KeyNow> => {
    const now = fresh && (await keepRenewal(folder, pem)) ? 'renewed' : 'new';
    await writePrivate(file, pem);
    return now;
  };
  return ok({ pem, keep });
}

async function keptKey(file: string): Promise<Result<string, BadKey> | undefined> {
  let text: string | undefined;
  try {
    text = await readIfThere(file);
  } catch {
    // Whatever keeps it from being read: a new one must not take its place.
    return no({ why: 'unreadable', file });
  }
  if (text === undefined) return undefined;
  return isUsable(text) ? ok(text) : no({ why: 'not-pem', file });
}

function isUsable(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    // No key, or one behind a password.
    return false;
  }
}
