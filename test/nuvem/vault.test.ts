import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { sealVault, signDevice } from '../../src/client/keys.ts';
import { testClock } from '../rig/clock.ts';
import { newRig } from '../rig/nuvem.ts';
import { registerWith, startRegistering } from '../rig/opaque.ts';
import { dial, logIn, newcomer, onNewDevice, refusalOf, resume } from '../rig/person.ts';
import type { Wire } from '../rig/wire.ts';

async function newRecord(wire: Wire, password: string) {
  const { state, request } = startRegistering(password);
  const { response } = await wire.want('register-reply', { type: 'password-1', request });
  const { record, exportKey } = registerWith(password, state, response);
  const vault = sealVault(exportKey, 'ana', randomBytes(32), randomBytes(12));
  return { record, vault };
}

test('the vault is kept in versions, and who has an old one is told', async () => {
  await using rig = await newRig();
  const { wire, person } = await newcomer(rig, 'ana');
  const version = person.welcome?.version ?? 0;
  const put = { type: 'vault-put', vault: Buffer.from('second'), version } as const;

  const first = await wire.want('vault-is', put);
  const repeated = await wire.want('vault-is', put);
  const late = await wire.ask({ ...put, vault: Buffer.from('third') });

  assert.deepEqual([first.version, repeated.version], [version + 1, version + 1]);
  assert.equal(refusalOf(late), 'conflict');
  const now = await wire.want('vault-is', { type: 'vault-get' });
  assert.equal(Buffer.from(now.vault).toString(), 'second');
});

test('a new password replaces the old one together with the vault', async () => {
  await using rig = await newRig();
  const { person, wire } = await newcomer(rig, 'ana');
  const version = person.welcome?.version ?? 0;
  const { record, vault } = await newRecord(wire, 'a new password');
  const change = { type: 'password-2', record, vault, version } as const;

  const done = await wire.want('vault-is', change);
  const repeated = await wire.want('vault-is', change);

  assert.deepEqual([done.version, repeated.version], [version + 1, version + 1]);
  const phone = onNewDevice(person);
  assert.equal(refusalOf(await logIn(await dial(rig), phone)), 'credentials');
  const welcome = await logIn(await dial(rig), phone, { password: 'a new password' });
  assert(welcome.type === 'welcome');
  assert.deepEqual(Buffer.from(welcome.vault), vault);
});

test('a new password on an old vault changes neither', async () => {
  await using rig = await newRig();
  const { person, wire } = await newcomer(rig, 'ana');
  const version = person.welcome?.version ?? 0;
  const { record, vault } = await newRecord(wire, 'a new password');
  await wire.want('vault-is', { type: 'vault-put', vault: Buffer.from('meanwhile'), version });

  const answer = await wire.ask({ type: 'password-2', record, vault, version });

  assert.equal(refusalOf(answer), 'conflict');
  assert.equal((await logIn(await dial(rig), onNewDevice(person))).type, 'welcome');
});

test('who came with a ticket, or long ago, must give the password before changing it', async () => {
  const clock = testClock();
  await using rig = await newRig({ clock });
  const { person } = await newcomer(rig, 'ana');
  const byTicket = await dial(rig);
  await resume(byTicket, person);
  const { request } = startRegistering('another password');
  const ask = { type: 'password-1', request } as const;

  assert.equal(refusalOf(await byTicket.wire.ask(ask)), 'credentials');
  const byPassword = await dial(rig);
  await logIn(byPassword, person);
  assert.equal((await byPassword.wire.ask(ask)).type, 'register-reply');
  const { record, vault } = await newRecord(byPassword.wire, 'another password');
  for (let passed = 0; passed <= 5 * 60_000; passed += 10_000) {
    clock.advance(10_000);
    await byPassword.wire.want('pong', { type: 'ping' });
  }
  const change = { type: 'password-2', record, vault, version: 1 } as const;
  assert.equal(refusalOf(await byPassword.wire.ask(change)), 'credentials');
});

test('a new password forgets the tickets of the other devices, and ends no session', async () => {
  await using rig = await newRig();
  const { person, wire } = await newcomer(rig, 'ana');
  const phone = onNewDevice(person);
  const other = await dial(rig);
  await logIn(other, phone);
  const { record, vault } = await newRecord(wire, 'a new password');

  const change = { type: 'password-2', record, vault, version: 1 } as const;
  await wire.want('vault-is', change);

  await other.wire.want('pong', { type: 'ping' });
  assert.equal(refusalOf(await resume(await dial(rig), phone)), 'ticket');
  assert.equal((await resume(await dial(rig), person)).type, 'welcome');
});

test('a record that is none does not become the password', async () => {
  await using rig = await newRig();
  const { person, wire } = await newcomer(rig, 'ana');
  const { vault } = await newRecord(wire, 'a new password');
  const version = person.welcome?.version ?? 0;

  const answer = await wire.ask({ type: 'password-2', record: Buffer.alloc(192), vault, version });

  assert.equal(refusalOf(answer), 'malformed');
  assert.equal((await logIn(await dial(rig), person)).type, 'welcome');
});

test('a new device is signed by its identity once the vault is open', async () => {
  await using rig = await newRig();
  const { person } = await newcomer(rig, 'ana');
  const phone = onNewDevice(person);
  const { wire } = await (async () => {
    const hello = await dial(rig);
    await logIn(hello, phone);
    return hello;
  })();
  const identity = person.identity.public;
  const cert = signDevice(person.identity, 'ana', phone.device.public);
  const before = await wire.want('devices-are', { type: 'devices' });
  const unsigned = before.devices.find(({ id }) => id === phone.welcome?.device);

  await wire.want('ok', { type: 'device-cert', identity, cert });
  await wire.want('ok', { type: 'device-cert', identity, cert });

  const after = await wire.want('devices-are', { type: 'devices' });
  const signed = after.devices.find(({ id }) => id === phone.welcome?.device);
  assert.deepEqual(Buffer.from(unsigned?.cert ?? []), Buffer.alloc(64));
  assert.deepEqual(Buffer.from(signed?.cert ?? []), Buffer.from(cert));
});

test('no other identity signs a device, and no other device is signed', async () => {
  await using rig = await newRig();
  const ana = await newcomer(rig, 'ana');
  const bia = await newcomer(rig, 'bia');
  const identity = ana.person.identity.public;
  const foreign = signDevice(bia.person.identity, 'ana', ana.person.device.public);

  const other = await ana.wire.ask({
    type: 'device-cert',
    identity: bia.person.identity.public,
    cert: foreign,
  });
  const wrong = await ana.wire.ask({ type: 'device-cert', identity, cert: foreign });

  assert.equal(refusalOf(other), 'conflict');
  assert.equal(refusalOf(wrong), 'malformed');
});
