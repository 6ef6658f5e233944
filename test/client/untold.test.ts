import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Write } from '../../src/client/db-port.ts';
import { start } from '../../src/client/start.ts';
import { account, nothing } from '../rig/bare-client.ts';
import { newClient, type TestClient } from '../rig/client.ts';
import { newRig } from '../rig/nuvem.ts';

const isFailing = (write: Write): boolean => write.do === 'move' && write.state === 'failed';

/** What it tells of lines that failed before it began. */
async function untold({ client }: TestClient) {
  const rows = await client.ask({ kind: 'untold' });
  return rows.map(({ room, content, state, reason }) => [
    room,
    'text' in content ? content.text : '',
    state,
    reason?.[0],
  ]);
}

test('a line that failed in the step in which its process was killed is told at the next start, once', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  const dies = ana.dies('after', isFailing);
  await ana.say('@nope', 'oi', 'waiting');
  await dies;
  assert.ok(!ana.events.some((one) => one.event === 'state' && one.state === 'failed'));

  await using again = await ana.again();

  assert.deepEqual(await untold(again), [['@nope', 'oi', 'failed', 'refused']]);
  assert.deepEqual(await untold(again), []);
  await using third = await again.again();
  assert.deepEqual(await untold(third), []);
});

test('a line of which it was told that it failed is not told of again', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  const failed = ana.until('state', ({ state }) => state === 'failed');
  await ana.say('@nope', 'oi', 'waiting');
  await failed;

  assert.deepEqual(await untold(ana), []);
  await using again = await ana.again();
  assert.deepEqual(await untold(again), []);
});

test('what a device that replaces another one cannot send is told of, too', () => {
  const line = { id: '1f', room: '2a', no: 1, order: 1, at: 1, seq: 0, why: '' };
  const waiting = [
    { ...line, body: new Uint8Array(), state: 'waiting' as const },
    { ...line, id: '2f', body: new Uint8Array(), state: 'failed' as const },
  ];
  const loaded = { ...nothing, meta: new Map([['device', '6']]), waiting };

  const { state, writes } = start(loaded, account, { agent: 'test', seals: true });

  assert.deepEqual([...state.untold.keys()], ['1f']);
  const notes = writes.filter((write) => write.do === 'meta' && write.key.startsWith('untold'));
  assert.deepEqual(notes, [{ do: 'meta', key: 'untold 1f', value: '1' }]);
});
