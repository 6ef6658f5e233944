import assert from 'node:assert/strict';
import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { digestOfKey } from '../../src/base/fingerprint.ts';
import { leads, mostRenewals, renewal, renewalsTo } from '../../src/base/renewal.ts';

const ec = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const digest = (key: KeyObject): Buffer => digestOfKey(createPublicKey(key));

/** Keys, and what each signed for the next. */
function chain(...keys: readonly KeyObject[]) {
  const renewals = keys.slice(1).map((next, at) => renewal(keys[at]!, digest(next)));
  return { renewals, at: (place: number) => digest(keys.at(place)!) };
}

test('a chain of statements leads from every former key to the one that is shown', () => {
  const { renewals, at } = chain(ec(), ec(), ec());

  for (const place of [0, 1]) assert.equal(leads(renewals, at(place), at(2)), true);
  assert.equal(leads(renewals, at(2), at(2)), false);
  assert.equal(leads(renewals, digest(ec()), at(2)), false);
  assert.equal(leads(renewals, at(0), digest(ec())), false);
});

test('keys of a public authority sign as well', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const ed = generateKeyPairSync('ed25519').privateKey;
  const { renewals, at } = chain(rsa, ed, ec());

  assert.equal(leads(renewals, at(0), at(2)), true);
});

test('a chain with anything else in it leads nowhere beyond that', () => {
  const { renewals, at } = chain(ec(), ec(), ec());
  const [first, second] = renewals;
  assert(first && second);
  const thief = ec();
  const broken = [
    [first, { ...second, signature: randomBytes(70) }],
    [first, { ...second, key: randomBytes(91) }],
    [first, { ...second, key: first.key }],
    [second, first],
    [first],
    [first, renewal(thief, at(2))],
    [],
  ];

  for (const list of broken) assert.equal(leads(list, at(0), at(2)), false);
});

test('what a former key signed long ago leads nobody away who is past it', () => {
  const stolen = ec();
  const now = ec();
  const thief = ec();
  const forged = [renewal(stolen, digest(thief))];

  assert.equal(leads(forged, digest(now), digest(thief)), false);
  assert.equal(leads([renewal(stolen, digest(now)), ...forged], digest(now), digest(thief)), false);
});

test('statements about a key that was never used are left out, and the oldest when there are too many', () => {
  const { renewals, at } = chain(...Array.from({ length: 12 }, ec));
  const never = renewal(ec(), digest(ec()));

  assert.deepEqual(renewalsTo([...renewals, never], at(-1)), renewals.slice(-mostRenewals));
  assert.deepEqual(renewalsTo(renewals, at(3)), renewals.slice(0, 3));
  assert.deepEqual(renewalsTo([never], at(-1)), []);
});
