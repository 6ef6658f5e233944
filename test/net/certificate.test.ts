import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';

import { type CertificateProblem, loadCertificate } from '../../src/net/certificate.ts';
import { newCertificate } from '../rig/certificate.ts';
import { newFolder } from '../rig/folder.ts';

const now = Date.now();
const day = 86_400_000;

async function problem(
  cert: string | undefined,
  key: string | undefined,
): Promise<CertificateProblem['why'] | 'none'> {
  await using folder = await newFolder();
  const certFile = join(folder.path, 'nuvem.crt');
  const keyFile = join(folder.path, 'nuvem.key');
  if (cert !== undefined) await writeFile(certFile, cert);
  if (key !== undefined) await writeFile(keyFile, key);
  const loaded = await loadCertificate(certFile, keyFile, now);
  return loaded.ok ? 'none' : loaded.error.why;
}

test('a good pair is loaded with the fingerprint of its key', async () => {
  await using folder = await newFolder();
  const made = await newCertificate();
  const files = ['nuvem.crt', 'nuvem.key'].map((name) => join(folder.path, name)) as [
    string,
    string,
  ];
  await writeFile(files[0], made.cert);
  await writeFile(files[1], made.key);

  const loaded = await loadCertificate(...files, now);

  assert.deepEqual(loaded, { ok: true, value: made });
});

test('what is wrong with a pair is said, and about which file', async () => {
  const good = await newCertificate();
  const other = await newCertificate();
  const expired = await newCertificate({
    from: new Date(now - 2 * day),
    until: new Date(now - day),
  });
  const early = await newCertificate({ from: new Date(now + day), until: new Date(now + 2 * day) });

  assert.equal(await problem(good.cert, good.key), 'none');
  assert.equal(await problem(undefined, good.key), 'missing');
  assert.equal(await problem(good.cert, undefined), 'missing');
  assert.equal(await problem('', good.key), 'not-pem');
  assert.equal(await problem(good.cert, good.cert), 'not-pem');
  assert.equal(await problem(good.cert, other.key), 'mismatch');
  assert.equal(await problem(expired.cert, expired.key), 'expired');
  assert.equal(await problem(early.cert, early.key), 'not-yet');
});

const mayReadAll = process.platform === 'win32' || process.getuid?.() === 0;
test(
  'a key that may not be read is told from one that is missing',
  { skip: mayReadAll },
  async () => {
    await using folder = await newFolder();
    const made = await newCertificate();
    const certFile = join(folder.path, 'nuvem.crt');
    const keyFile = join(folder.path, 'nuvem.key');
    await writeFile(certFile, made.cert);
    await writeFile(keyFile, made.key);
    await chmod(keyFile, 0);

    const loaded = await loadCertificate(certFile, keyFile, now);

    assert.deepEqual(loaded, { ok: false, error: { why: 'unreadable', file: keyFile } });
  },
);

test('a folder in the place of a file is unreadable', async () => {
  await using folder = await newFolder();

  const loaded = await loadCertificate(folder.path, folder.path, now);

  assert.deepEqual(loaded, { ok: false, error: { why: 'unreadable', file: folder.path } });
});
