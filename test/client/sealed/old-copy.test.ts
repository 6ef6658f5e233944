import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { openDb } from '../../../src/client/db/serve.ts';
import { login } from '../../../src/client/enrol.ts';
import { enrolPorts, entranceOf, newClient, newNet, password } from '../../rig/client.ts';
import { newRig } from '../../rig/nuvem.ts';

test('a device whose files are an old copy signs itself off, and comes back as a new one', async () => {
  await using rig = await newRig();
  const first = await newClient(rig, 'ana');
  await first.say('#lobby', 'one');
  const second = await first.again();
  await second.say('#lobby', 'two');
  // The state of before `two`: as after a restored backup of this machine.
  await second.client[Symbol.asyncDispose]();
  const key = Buffer.from(second.kept().storageKey, 'hex');
  const db = openDb(join(second.folder, 'client.db'), key, enrolPorts.random);
  const { marks } = await db.load();
  const [lobby] = marks.filter(({ acked }) => acked === 2);
  assert.ok(lobby);
  await db.commit([{ do: 'marks', marks: { ...lobby, acked: 1, cursor: 1 } }]);
  await db[Symbol.asyncDispose]();

  await using copy = await second.again();
  const { text } = await copy.until('notice');

  assert.match(text, /old copy/);
  await assert.rejects(copy.client.ask({ kind: 'users' }), { code: 'credentials' });
  assert.equal(copy.kept().ticket, undefined);
  const ports = { ...enrolPorts, ...newNet(() => rig) };
  const known = copy.kept();
  const account = await login(ports, { ...entranceOf('ana', password), known });
  assert.notEqual(account.device, known.device);
  assert.equal(account.storageKey, known.storageKey);
  assert.equal(account.identity, known.identity);
});
