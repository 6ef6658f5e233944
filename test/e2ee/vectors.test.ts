import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { defaultClientConfig } from 'ts-mls/clientConfig.js';
import { refhash } from 'ts-mls/crypto/hash.js';
import { decryptWithLabel, encryptWithLabel } from 'ts-mls/crypto/hpke.js';
import { deriveSecret, deriveTreeSecret, expandWithLabel } from 'ts-mls/crypto/kdf.js';
import { signWithLabel, verifyWithLabel } from 'ts-mls/crypto/signature.js';
import type { GroupContext } from 'ts-mls/groupContext.js';
import { decodeMlsMessage } from 'ts-mls/message.js';
import { decodeRatchetTree } from 'ts-mls/ratchetTree.js';

import { joined } from '../../src/e2ee/join.ts';
import { expand, extract } from '../../src/e2ee/kdf.ts';
import { suite } from '../../src/e2ee/suite.ts';
import { verifyTree } from '../../src/e2ee/tree.ts';

/*
 * The vectors of the MLS working group (mlswg/mls-implementations, test-vectors) that are about what is our own: the
 * suite, the checks of a tree, joining. Suite 1 only; without pre-shared keys, which no room of ours has.
 */
interface Vectors {
  readonly cryptoBasics: readonly Basics[];
  readonly treeValidation: readonly {
    readonly tree: string;
    readonly group_id: string;
    readonly tree_hashes: readonly string[];
  }[];
  readonly welcome: readonly {
    readonly key_package: string;
    readonly signature_priv: string;
    readonly encryption_priv: string;
    readonly init_priv: string;
    readonly welcome: string;
    readonly initial_epoch_authenticator: string;
  }[];
}
type Basics = Readonly<
  Record<
    | 'derive_secret'
    | 'derive_tree_secret'
    | 'encrypt_with_label'
    | 'expand_with_label'
    | 'ref_hash'
    | 'sign_with_label',
    Readonly<Record<string, string>>
  >
>;

const built = import.meta.filename.endsWith('.js') ? '../../..' : '../..';
const file = new URL(`${built}/test/e2ee/vectors.json`, import.meta.url);
const vectors = JSON.parse(readFileSync(file, 'utf8')) as Vectors;

const bytes = (hex = ''): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (raw: Uint8Array): string => Buffer.from(raw).toString('hex');

test('HKDF is the one of RFC 5869', () => {
  const key = extract(bytes('000102030405060708090a0b0c'), bytes('0b'.repeat(22)));
  const out = expand(key, bytes('f0f1f2f3f4f5f6f7f8f9'), 42);

  assert.equal(hex(key), '077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5');
  assert.equal(
    hex(out),
    '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
  );
});

test('the suite derives, signs and seals as the vectors say', async () => {
  const [basics] = vectors.cryptoBasics;
  assert.ok(basics);
  const { derive_secret: secret, derive_tree_secret: inTree, expand_with_label: long } = basics;
  const { ref_hash: ref, sign_with_label: sign, encrypt_with_label: box } = basics;

  const derived = await deriveSecret(bytes(secret['secret']), secret['label']!, suite.kdf);
  assert.equal(hex(derived), secret['out']);
  const generation = Number(inTree['generation']);
  const length = Number(inTree['length']);
  const from = bytes(inTree['secret']);
  const leaf = await deriveTreeSecret(from, inTree['label']!, generation, length, suite.kdf);
  assert.equal(hex(leaf), inTree['out']);
  const [prk, context] = [bytes(long['secret']), bytes(long['context'])];
  const wide = await expandWithLabel(
    prk,
    long['label']!,
    context,
    Number(long['length']),
    suite.kdf,
  );
  assert.equal(hex(wide), long['out']);
  assert.equal(hex(await refhash(ref['label']!, bytes(ref['value']), suite.hash)), ref['out']);

  const content = bytes(sign['content']);
  const { signature } = suite;
  const own = await signWithLabel(bytes(sign['priv']), sign['label']!, content, signature);
  for (const made of [own, bytes(sign['signature'])])
    assert.ok(await verifyWithLabel(bytes(sign['pub']), sign['label']!, content, made, signature));

  const to = await suite.hpke.importPublicKey(bytes(box['pub']));
  const key = await suite.hpke.importPrivateKey(bytes(box['priv']));
  const plain = bytes(box['plaintext']);
  const about = bytes(box['context']);
  const mine = await encryptWithLabel(to, box['label']!, about, plain, suite.hpke);
  const theirs = { enc: bytes(box['kem_output']), ct: bytes(box['ciphertext']) };
  for (const { enc, ct } of [mine, theirs]) {
    const opened = await decryptWithLabel(key, box['label']!, about, enc, ct, suite.hpke);
    assert.deepEqual(opened, plain);
  }
});

const anyone = { validateCredential: () => Promise.resolve(true) };

for (const [n, vector] of vectors.treeValidation.entries())
  test(`tree ${n} of the vectors is taken, and with another hash, key or signature refused`, async () => {
    const [tree] = decodeRatchetTree(bytes(vector.tree), 0)!;
    const root = vector.tree_hashes.length > 1 ? (vector.tree_hashes.length - 1) / 2 : 0;
    const context = {
      version: 'mls10',
      cipherSuite: suite.name,
      groupId: bytes(vector.group_id),
      epoch: 1n,
      treeHash: bytes(vector.tree_hashes[root]),
      confirmedTranscriptHash: new Uint8Array(0),
      extensions: [],
    } satisfies GroupContext;
    await verifyTree(tree, context, anyone);

    await assert.rejects(verifyTree(tree, { ...context, treeHash: bytes('00') }, anyone));
    for (const [at, node] of tree.entries()) {
      if (node?.nodeType !== 'leaf') continue;
      const leaf = { ...node.leaf, signature: node.leaf.signature.map((byte) => byte ^ 1) };
      const forged = tree.with(at, { nodeType: 'leaf', leaf });
      await assert.rejects(verifyTree(forged, context, anyone), `leaf ${at / 2}`);
    }
  });

test('a Welcome of the vectors leads into the room and epoch it is to', async () => {
  for (const vector of vectors.welcome) {
    const [message] = decodeMlsMessage(bytes(vector.welcome), 0)!;
    const [offer] = decodeMlsMessage(bytes(vector.key_package), 0)!;
    assert.ok(message.wireformat === 'mls_welcome' && offer.wireformat === 'mls_key_package');
    const own = {
      publicPackage: offer.keyPackage,
      privatePackage: {
        initPrivateKey: bytes(vector.init_priv),
        hpkePrivateKey: bytes(vector.encryption_priv),
        signaturePrivateKey: bytes(vector.signature_priv),
      },
    };

    const state = await joined(message.welcome, own, {
      ...defaultClientConfig,
      authService: anyone,
    });

    const { epochAuthenticator } = state.keySchedule;
    assert.equal(hex(epochAuthenticator), vector.initial_epoch_authenticator);
  }
  assert.ok(vectors.welcome.length > 1);
});
