import assert from 'node:assert/strict';
import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { test } from 'node:test';

import { commonPasswords } from '../../src/client/common-passwords.ts';
import {
  newPeek,
  open,
  openVault,
  pairOf,
  seal,
  sealVault,
  signDevice,
} from '../../src/client/keys.ts';
import { passwordFault } from '../../src/client/password.ts';
import { trust } from '../../src/client/pins.ts';
import { certBytes } from '../../src/protocol/proof.ts';

test('a key pair of 32 bytes each is the one of RFC 8032', () => {
  const secret = Buffer.from(
    '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    'hex',
  );

  assert.equal(
    Buffer.from(pairOf(secret).public).toString('hex'),
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  );
  assert.throws(() => pairOf(randomBytes(31)), RangeError);
});

test('what an identity signs about a device verifies, and says nothing about another', () => {
  const identity = pairOf(randomBytes(32));
  const device = randomBytes(32);
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), identity.public]);
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });

  const cert = signDevice(identity, 'ana', device);

  assert.equal(verify(null, certBytes('ana', device), key, cert), true);
  assert.equal(verify(null, certBytes('bob', device), key, cert), false);
  assert.equal(verify(null, certBytes('ana', randomBytes(32)), key, cert), false);
});

test('what is sealed opens with its key, in its place, unchanged, and not otherwise', () => {
  const key = randomBytes(32);
  const sealed = seal(key, randomBytes(12), 'here', Buffer.from('secret'));

  assert.equal(open(key, 'here', sealed)?.toString(), 'secret');
  assert.equal(open(key, 'there', sealed), undefined);
  assert.equal(open(randomBytes(32), 'here', sealed), undefined);
  assert.equal(open(key, 'here', sealed.subarray(1)), undefined);
  assert.equal(open(key, 'here', Buffer.alloc(3)), undefined);
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    assert.equal(open(key, 'here', changed), undefined, `byte ${at}`);
  }
});

test('a vault opens for its name and its password only, and not when it is of another version', () => {
  const [exportKey, identity] = [randomBytes(64), randomBytes(32)];
  const vault = sealVault(exportKey, 'ana', identity, randomBytes(12));

  assert.deepEqual(openVault(exportKey, 'ana', vault), new Uint8Array(identity));
  assert.equal(openVault(exportKey, 'bob', vault), undefined);
  assert.equal(openVault(randomBytes(64), 'ana', vault), undefined);
  assert.equal(openVault(exportKey, 'ana', Buffer.of(2, ...vault.subarray(1))), undefined);
  assert.equal(openVault(exportKey, 'ana', Buffer.alloc(0)), undefined);
});

test('passwords that everybody tries first are refused, with what to do', () => {
  const bad = [
    'short',
    '123456789',
    '1234567890',
    'QwertyUiop',
    'Password123',
    'aaaaaaaaaaaa',
    'abcabcabcabc',
    'iloveyou123',
    'mariana123',
    'x'.repeat(2000),
  ];

  for (const password of bad) assert.ok(passwordFault(password, 'mariana'), password);
  for (const password of [
    'quatro palavras bem longas',
    'ção-é-ü-ñ!',
    '\u{1f9c9}'.repeat(4) + 'mate-é-bom',
  ])
    assert.equal(passwordFault(password, 'mariana'), undefined, password);
  assert.ok(commonPasswords().size >= 1000);
  assert.ok([...commonPasswords()].every((each) => each.length >= 10));
});

test('a known key is silent anywhere; an unknown one at a known address is refused, whoever vouches', () => {
  const pins = [{ nuvem: 'sha256:a', addresses: ['one:7070'] }];
  const at = (address: string, nuvem: string, expected?: string) =>
    trust(pins, { address, nuvem, vouched: true, expected }).trust;

  assert.equal(at('one:7070', 'sha256:a'), 'known');
  assert.equal(at('two:7070', 'sha256:a'), 'known');
  assert.equal(at('one:7070', 'sha256:b'), 'changed');
  assert.equal(at('two:7070', 'sha256:b'), 'new');
  assert.equal(at('two:7070', 'sha256:b', 'sha256:a'), 'changed');
  // Whoever names the new key accepts it.
  assert.equal(at('one:7070', 'sha256:b', 'sha256:b'), 'known');
});

test('what is looked through unchecked is what was sealed, short or long, one or many', () => {
  const key = randomBytes(32);
  const texts = [0, 1, 15, 16, 17, 100_000, 3, 70_000, 40].map((size) => randomBytes(size));
  const sealed = texts.map((text, at) => seal(key, randomBytes(12), `place ${at}`, text));
  const peek = newPeek(key);

  const plain = peek([...sealed, Buffer.from('junk')]).map((text) => Buffer.from(text));

  assert.deepEqual(plain, [...texts, Buffer.alloc(0)]);
  assert.deepEqual(peek([]), []);
});
