import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newClient } from '../rig/client.ts';
import { newRig } from '../rig/nuvem.ts';

test('a line to a channel is stored, and the other one gets it', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  await using bob = await newClient(rig, 'bob');
  await bob.until('link', ({ link }) => link.state === 'up');

  const row = await ana.say('#lobby', 'oi');

  assert.equal(row.state, 'stored');
  assert.equal(typeof row.seq, 'number');
  const { line } = await bob.until('line', ({ line: { from } }) => from === 'ana');
  assert.deepEqual(line.content, { kind: 'text', text: 'oi' });
});
