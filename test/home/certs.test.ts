import assert from 'node:assert/strict';
import { createPublicKey, X509Certificate } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { leads } from '../../src/base/renewal.ts';
import { certificateFiles, makeCertificate, namesIn, type Wanted } from '../../src/home/certs.ts';
import { renewalsIn } from '../../src/home/renewals.ts';
import { loadCertificate } from '../../src/net/certificate.ts';

const folders: string[] = [];
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pychat-certs-'));
  folders.push(folder);
  return join(folder, 'certs');
}

const day = 86_400_000;
const now = Date.now();
const plain: Wanted = {
  hosts: [],
  days: 397,
  force: false,
  newKey: false,
  now,
};

async function made(folder: string, wanted: Partial<Wanted> = {}) {
  const result = await makeCertificate(folder, { ...plain, ...wanted });
  assert.ok(result.ok, JSON.stringify(result));
  const files = certificateFiles(folder);
  const loaded = await loadCertificate(files.cert, files.key, now);
  assert.ok(loaded.ok, JSON.stringify(loaded));
  return loaded.value;
}

test('a certificate is EC P-256, names every host and this machine, and lasts 397 days', async () => {
  const folder = await newFolder();

  const { cert, until } = await made(folder, { hosts: ['chat.example', '192.0.2.7'] });

  const parsed = new X509Certificate(cert);
  assert.equal(parsed.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1');
  for (const name of ['chat.example', 'localhost', hostname()])
    assert.ok(parsed.checkHost(name), name);
  for (const address of ['192.0.2.7', '127.0.0.1', '::1'])
    assert.ok(parsed.checkIP(address), address);
  assert.ok(namesIn(cert).includes('chat.example'));
  assert.equal(Math.round((until.getTime() - now) / day), 397);
  assert.equal(parsed.ca, false);
});

test('the key is for its owner only', { skip: process.platform === 'win32' }, async () => {
  const folder = await newFolder();

  await made(folder);

  assert.equal((await stat(certificateFiles(folder).key)).mode & 0o777, 0o600);
});

test('a certificate that is there is not overwritten', async () => {
  const folder = await newFolder();
  await made(folder);
  const before = await readFile(certificateFiles(folder).cert, 'utf8');

  const again = await makeCertificate(folder, plain);

  assert.deepEqual(again, { ok: false, error: 'exists' });
  assert.equal(await readFile(certificateFiles(folder).cert, 'utf8'), before);
});

test('a renewal keeps the key, and so the fingerprint; a new key changes it', async () => {
  const folder = await newFolder();
  const first = await made(folder);

  const renewed = await made(folder, { force: true });
  const other = await made(folder, { force: true, newKey: true });

  assert.notEqual(renewed.cert, first.cert);
  assert.equal(renewed.fingerprint, first.fingerprint);
  assert.match(first.fingerprint, /^sha256:/);
  assert.notEqual(other.fingerprint, first.fingerprint);
});

test('the former key signs for the new one, as often as there is a new one', async () => {
  const folder = await newFolder();
  const keys = [await made(folder)];
  for (let times = 0; times < 2; times += 1)
    keys.push(await made(folder, { force: true, newKey: true }));
  const [first, second, third] = keys.map(({ keyDigest }) => keyDigest);
  assert(first && second && third);

  const former = await renewalsIn(folder, third);

  assert.equal(leads(former, first, third), true);
  assert.equal(leads(former, second, third), true);
  assert.equal((await renewalsIn(folder, second)).length, 1);
});

test('where no key can sign, a new one is made all the same', async () => {
  const folder = await newFolder();
  await made(folder);
  await writeFile(certificateFiles(folder).key, 'no key');

  const next = await makeCertificate(folder, { ...plain, force: true, newKey: true });

  assert.deepEqual(next, { ok: true, value: 'new' });
});

test('a key whose certificate was lost is used again', async () => {
  const folder = await newFolder();
  const first = await made(folder);
  await rm(certificateFiles(folder).cert);

  const again = await made(folder);

  assert.equal(again.fingerprint, first.fingerprint);
  assert.ok(createPublicKey(again.key));
});

test('a key that cannot be used is not overwritten without a word', async () => {
  const folder = await newFolder();
  await made(folder);
  const { key } = certificateFiles(folder);
  await writeFile(key, 'junk');

  const refused = await makeCertificate(folder, { ...plain, force: true });

  assert.deepEqual(refused, { ok: false, error: { why: 'not-pem', file: key } });
  assert.equal(await readFile(key, 'utf8'), 'junk');
});

const asRoot = process.platform === 'win32' || process.getuid?.() === 0;
test('a key that may not be read is not overwritten', { skip: asRoot }, async () => {
  const folder = await newFolder();
  await made(folder);
  const { key } = certificateFiles(folder);
  await chmod(key, 0);

  const refused = await makeCertificate(folder, { ...plain, force: true });

  assert.deepEqual(refused, { ok: false, error: { why: 'unreadable', file: key } });
});
