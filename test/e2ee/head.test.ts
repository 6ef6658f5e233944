import assert from 'node:assert/strict';
import { test } from 'node:test';

import { plan } from '../../src/e2ee/commit.ts';
import { headIn } from '../../src/e2ee/head.ts';
import { seal } from '../../src/e2ee/room.ts';
import { group, label, newDweller, roomOf, value } from './rig/dweller.ts';

test('what a sealed message is can be read by anybody, and nothing else', async () => {
  const [ana] = await roomOf('ana', 'bob');
  const { wire } = await seal(ana!, Buffer.from('secret'), label);
  const { offer } = await newDweller('carol').offer();
  const commit = value(await plan(ana!, { add: [offer] }, label));

  const head = headIn(wire);
  assert.deepEqual(head && { ...head, group: Buffer.from(head.group) }, {
    kind: 'line',
    group: Buffer.from(group),
    epoch: 1,
  });
  assert.equal(headIn(commit.wire)?.kind, 'commit');
  assert.equal(headIn(commit.welcome!), undefined);
  for (const length of [0, 4, 5, 20, 28]) assert.equal(headIn(wire.subarray(0, length)), undefined);
  for (const at of [0, 1, 3, 4]) assert.equal(headIn(wire.with(at, 0xff)), undefined, `byte ${at}`);
});
