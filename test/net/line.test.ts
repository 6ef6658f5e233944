import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { headSize, longestBody, longestStrangerBody } from '../../src/protocol/frames.ts';
import { frame, newPair } from '../rig/pair.ts';

test('bodies arrive whole and in order, however the network slices them', async () => {
  await using pair = await newPair();
  pair.nuvem.line.limit = longestBody;
  const bodies = [1, 0, 5, 70_000, 2, 200_000, 16_384].map((size) => randomBytes(size));
  const stream = Buffer.concat(bodies.map(frame));

  for (let at = 0; at < stream.length; at += 1 + (at % 8191))
    pair.client.line.send(stream.subarray(at, at + 1 + (at % 8191)));

  for (const body of bodies) assert.deepEqual(await pair.nuvem.next(), body);
});

test('both sides hear that the other one left properly', async () => {
  await using pair = await newPair();

  pair.client.line.send(frame(Buffer.from('last words')));
  pair.client.line.close();

  assert.equal(String(await pair.nuvem.next()), 'last words');
  assert.equal(await pair.nuvem.ended, undefined);
  assert.equal(await pair.client.ended, undefined);
});

test('a frame longer than a stranger may send is refused at its head', async () => {
  await using pair = await newPair();
  const head = Buffer.alloc(headSize);
  head.writeUInt32BE(longestStrangerBody + 1);

  pair.client.line.send(head);

  assert.match((await pair.nuvem.ended) ?? '', /at most 16384 bytes/);
  assert.equal(await pair.client.ended, undefined);
});
