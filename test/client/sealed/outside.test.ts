import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hears, sealing, stands } from '../../rig/crew.ts';
import { newRig } from '../../rig/nuvem.ts';

test('a device that is not let in yet waits in a conversation that begins, and is not told that it is gone', async () => {
  await using rig = await newRig();
  await using ana = await sealing(rig, 'ana', { wary: true });
  await using bob = await sealing(rig, 'bob', { wary: true });
  await using other = await sealing(rig, 'ana', { wary: true, enrol: 'login' });

  await bob.say('@ana', 'oi');
  await hears(ana, 'oi');
  await stands(other, '@bob', ({ waiting }) => waiting === 'confirm');

  assert.ok(!other.events.some(({ event }) => event === 'room-gone'));
});
