import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newClient } from '../rig/client.ts';
import { newRig } from '../rig/nuvem.ts';

test('the link in numbers: what went through it, what waits, how often it came back', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  await ana.until('link', ({ link }) => link.state === 'up');
  const fresh = await ana.client.ask<'stats'>({ kind: 'stats' });
  assert.equal(fresh.reconnects, 0);
  assert.equal(fresh.waiting, 0);
  assert.equal(fresh.latencies.length, 1);
  assert.ok((fresh.upFor ?? -1) >= 0);

  await ana.say('#lobby', 'x'.repeat(1000));
  const said = await ana.client.ask<'stats'>({ kind: 'stats' });
  assert.ok(said.sent.frames > fresh.sent.frames);
  assert.ok(said.sent.bytes - fresh.sent.bytes > 1000);
  assert.ok(said.received.frames > fresh.received.frames);
  assert.ok(fresh.sent.bytes < said.sent.bytes, 'an answer stays as it was given');

  ana.network(false);
  ana.cut();
  await ana.until('link', ({ link }) => link.state === 'down');
  await ana.say('#lobby', 'later', 'waiting');
  const down = await ana.client.ask<'stats'>({ kind: 'stats' });
  assert.equal(down.upFor, undefined);
  assert.equal(down.waiting, 1);

  ana.network(true);
  await ana.client.ask<'retry'>({ kind: 'retry' });
  await ana.until('link', ({ link }) => link.state === 'up');
  const back = await ana.client.ask<'stats'>({ kind: 'stats' });
  assert.equal(back.reconnects, 1);
  assert.ok(back.received.frames > said.received.frames);
});
