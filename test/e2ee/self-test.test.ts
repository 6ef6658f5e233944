import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { plan } from '../../src/e2ee/commit.ts';
import { basics, invited } from '../../src/e2ee/known-answers.ts';
import { codeOf } from '../../src/e2ee/room.ts';
import { guessedCode, libraryVersion, selfTest } from '../../src/e2ee/self-test.ts';
import { label, newDweller, roomOf, value } from './rig/dweller.ts';

const built = import.meta.filename.endsWith('.js') ? '../../..' : '../..';
const json = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`${built}/${path}`, import.meta.url), 'utf8'));

test('sealing works on this machine, and the library is the one that was chosen', async () => {
  assert.deepEqual(await selfTest(), { suite: true, invitation: true, removed: true });
  const { dependencies } = json('package.json') as { dependencies: Record<string, string> };
  assert.equal(libraryVersion(), dependencies['ts-mls']);
});

test('whose commit brings no new secret lets everybody of the epoch before into the next', async () => {
  const [ana, bob, eva] = await roomOf('ana', 'bob', 'eva');
  const { offer } = await newDweller('kim').offer();
  const added = value(await plan(ana!, { add: [offer] }, label));
  const removed = value(await plan(ana!, { remove: [2] }, label));

  assert.equal(await guessedCode(bob!, added.next), codeOf(added.next));
  assert.notEqual(await guessedCode(eva!, removed.next), codeOf(removed.next));
});

test('the answers that ship are those of the vectors', () => {
  const { cryptoBasics, welcome } = json('test/e2ee/vectors.json') as {
    readonly cryptoBasics: readonly Readonly<Record<string, Readonly<Record<string, unknown>>>>[];
    readonly welcome: readonly Readonly<Record<string, string>>[];
  };
  const { derive_secret: derive, expand_with_label: expand } = cryptoBasics[0]!;
  const { sign_with_label: sign, encrypt_with_label: box } = cryptoBasics[0]!;
  assert.deepEqual({ ...basics.derive }, derive);
  assert.deepEqual({ ...basics.expand }, expand);
  assert.deepEqual({ priv: sign!['priv'], ...basics.sign }, sign);
  const { enc, sealed, plain, ...rest } = basics.box;
  assert.deepEqual(
    { ...rest, pub: box!['pub'], kem_output: enc, ciphertext: sealed, plaintext: plain },
    box,
  );
  const inHex = (text: string): string => Buffer.from(text, 'base64').toString('hex');
  assert.deepEqual(
    {
      key_package: inHex(invited.offer),
      signature_priv: inHex(invited.signing),
      encryption_priv: inHex(invited.leaf),
      init_priv: inHex(invited.init),
      welcome: inHex(invited.welcome),
      initial_epoch_authenticator: inHex(invited.authenticator),
    },
    welcome[0],
  );
});
