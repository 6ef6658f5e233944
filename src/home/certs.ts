import {
  createHash,
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  X509Certificate,
} from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';

import { no, ok, type Result } from '../base/result.ts';
import { privateFolder, readIfThere, writeNew, writePrivate } from './private.ts';

/** What a nuvem shows to prove who it is. */
export interface Certificate {
  /** PEM, with the chain where there is one. */
  readonly cert: string;
  readonly key: string;
  readonly names: readonly string[];
  readonly from: Date;
  readonly until: Date;
  /** `sha256:…` of the public key: the same after a renewal that keeps the key. */
  readonly fingerprint: string;
}

/** Why a certificate cannot be used: a sentence for a person, and what to do. */
export interface BadCertificate {
  readonly what: 'missing' | 'unreadable' | 'broken' | 'mismatch' | 'expired' | 'early';
  readonly sentence: string;
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

/** Makes or renews the certificate of a home; a renewal keeps the key, so that nobody is asked to trust again. */
export async function makeCertificate(
  folder: string,
  wanted: Wanted,
): Promise<Result<Certificate, BadCertificate | 'exists'>> {
  const files = certificateFiles(folder);
  if (!wanted.force && (await readIfThere(files.cert)) !== undefined) return no('exists');
  await privateFolder(folder);
  const key = await keyFor(files.key, wanted.newKey);
  if (!key.ok) return key;

  const cert = await signed(key.value, wanted);
  if (wanted.force) await writePrivate(files.cert, cert);
  else if (!(await writeNew(files.cert, cert))) return no('exists');
  return readCertificate(folder, wanted.now);
}

/** The certificate of a home, checked: it can be read, is valid now, and belongs to its key. */
export async function readCertificate(
  folder: string,
  now: number,
): Promise<Result<Certificate, BadCertificate>> {
  const files = certificateFiles(folder);
  const cert = await textOf(files.cert);
  if (!cert.ok) return cert;
  const key = await textOf(files.key);
  if (!key.ok) return key;
  return checked(cert.value, key.value, files, now);
}

function checked(
  cert: string,
  key: string,
  files: { readonly cert: string; readonly key: string },
  now: number,
): Result<Certificate, BadCertificate> {
  const parsed = attempt(() => new X509Certificate(cert));
  if (!parsed) return bad('broken', `${files.cert} holds no certificate. ${renew}`);
  const own = attempt(() => createPrivateKey(key));
  if (!own) return bad('broken', `${files.key} holds no key without a password. ${renewAll}`);
  if (!parsed.checkPrivateKey(own))
    return bad('mismatch', `${files.cert} and ${files.key} do not belong together. ${renew}`);

  const from = new Date(parsed.validFrom);
  const until = new Date(parsed.validTo);
  if (until.getTime() <= now)
    return bad('expired', `The certificate ${files.cert} expired on ${dayOf(until)}. ${renew}`);
  if (from.getTime() > now)
    return bad(
      'early',
      `The certificate ${files.cert} is valid from ${dayOf(from)} on only. Set the clock of this machine`,
    );
  const names = namesIn(parsed);
  return ok({ cert, key, names, from, until, fingerprint: fingerprintOf(parsed.publicKey) });
}

const renew = 'Make a new one with `pychat certs --force`, which keeps the key';
const renewAll = 'Make both anew with `pychat certs --force --new-key`';

const bad = (what: BadCertificate['what'], sentence: string): Result<never, BadCertificate> =>
  no({ what, sentence });

const dayOf = (date: Date): string => date.toISOString().slice(0, 10);

export const fingerprintOf = (key: KeyObject): string =>
  `sha256:${createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')}`;

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

/** The key that is there, or a new one: on disk before any certificate names it. */
async function keyFor(file: string, fresh: boolean): Promise<Result<string, BadCertificate>> {
  const kept = fresh ? undefined : await keptKey(file);
  if (kept) return kept;
  const { generateKeyPairSync } = await import('node:crypto');
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  await writePrivate(file, pem);
  return ok(pem);
}

async function keptKey(file: string): Promise<Result<string, BadCertificate> | undefined> {
  const text = await textOf(file);
  if (!text.ok) return text.error.what === 'missing' ? undefined : text;
  const key = attempt(() => createPrivateKey(text.value));
  if (key?.asymmetricKeyDetails?.namedCurve === 'prime256v1') return text;
  return bad('broken', `${file} holds no EC P-256 key. ${renewAll}`);
}

async function textOf(file: string): Promise<Result<string, BadCertificate>> {
  try {
    return ok(await readFile(file, 'utf8'));
  } catch (failure) {
    const { code = '' } = failure as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      return bad('missing', `There is no ${file}. Make it with \`pychat certs\``);
    return bad(
      'unreadable',
      `${file} cannot be read (${code}). Give its owner the right to read it`,
    );
  }
}

const namesIn = (cert: X509Certificate): readonly string[] =>
  (cert.subjectAltName ?? '')
    .split(', ')
    .map((name) => name.replace(/^(DNS|IP Address):/, ''))
    .filter((name) => name !== '');

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    // What cannot be parsed is told by the caller, in words of its own.
    return undefined;
  }
}
