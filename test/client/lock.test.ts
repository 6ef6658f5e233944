import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { type Account, atHand, atRest, isLocked } from '../../src/client/account.ts';
import { locked, opens, unlocked } from '../../src/client/lock.ts';
import { opaque } from '../../src/client/opaque.ts';

const hex = (bytes: number): string => randomBytes(bytes).toString('hex');
const ports = { opaque, random: randomBytes };

const someone = (more: Partial<Account> = {}): Account => ({
  name: 'ana',
  nuvem: `sha256:${'a'.repeat(43)}`,
  addresses: ['127.0.0.1:7070'],
  user: 1,
  device: 7,
  identity: hex(32),
  deviceSecret: hex(32),
  ticket: hex(32),
  storageKey: hex(32),
  ...more,
});

test('without a lock an account lies on the disk as it is', () => {
  const account = someone();

  assert.equal(atRest(account, randomBytes(12)), account);
});

test('under a lock only its password brings back what it keeps, and the same', async () => {
  const account = await locked(ports, someone(), 'the right one');
  const saved = atRest(account, randomBytes(12));
  assert.ok(isLocked(saved));
  const text = JSON.stringify(saved);
  const { deviceSecret, ticket = '?', storageKey } = account;

  assert.deepEqual(await unlocked(opaque, saved, 'the right one'), account);
  assert.equal(await unlocked(opaque, saved, 'the wrong one'), undefined);
  assert.equal(await opens(opaque, account, 'the wrong one'), false);
  for (const secret of [deviceSecret, ticket, storageKey]) assert.ok(!text.includes(secret));
});

test('who has the storage key keeps a new ticket under the same lock, without the password', () => {
  const lock = { setup: '', record: '', key: '' };
  const before = someone({ lock });
  const { ticket: _gone, ...rest } = before;

  for (const after of [rest, { ...rest, ticket: hex(32) }]) {
    const saved = atRest(after, randomBytes(12));
    assert.ok(isLocked(saved));
    assert.deepEqual(atHand(saved, before.storageKey), after);
    assert.equal(atHand(saved, hex(32)), undefined);
    const other = saved.sealed.endsWith('0') ? '1' : '0';
    const changed = { ...saved, sealed: saved.sealed.slice(0, -1) + other };
    assert.equal(atHand(changed, before.storageKey), undefined);
    assert.equal(atHand({ ...saved, name: 'bob' }, before.storageKey), undefined);
  }
});

test('a lock that somebody changed opens no more than with a wrong password', async () => {
  const saved = atRest(await locked(ports, someone(), 'the right one'), randomBytes(12));
  assert.ok(isLocked(saved));
  const { lock } = saved;
  const spoilt = [
    { ...lock, setup: 'junk' },
    { ...lock, record: lock.record.slice(2) },
    { ...lock, key: lock.key.slice(2) },
  ];

  for (const each of spoilt)
    assert.equal(await unlocked(opaque, { ...saved, lock: each }, 'the right one'), undefined);
});
