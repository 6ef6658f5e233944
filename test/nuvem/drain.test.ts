import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bodyOf, newRig } from '../rig/nuvem.ts';

test('a nuvem that stops answers what it has, says when to come back, and closes every line', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const stranger = rig.connect();
  const room = await rig.lobby();
  await ana.want('stored', { type: 'post', room, no: 1, body: bodyOf('one') });
  await ana.hear('message');
  ana.say({ type: 'ack', marks: [{ room, seq: 1 }] });
  for (let no = 2; no <= 20; no += 1)
    ana.say({ type: 'post', re: no, room, no, body: bodyOf(`${no}`) });
  await ana.want('pong', { type: 'ping' });

  await rig.nuvem.drain();

  assert((await ana.hear('going')).wait <= 60_000);
  await ana.hear('stored', ({ no }) => no === 20);
  assert.equal((await ana.hear('refused')).code, 'closing');
  await ana.ended;
  await stranger.ended;
  const { id, user } = (await rig.store.device(await rig.account('ana')))!.device;
  const row = (await rig.store.roomByKey(room))!;
  assert.equal((await rig.store.roomOf(row.id, user, id))?.acked, 1);
});

test('a nuvem that stops stores nothing of what is said after its goodbye', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const room = await rig.lobby();

  const drained = rig.nuvem.drain();
  ana.say({ type: 'post', re: 9, room, no: 1, body: bodyOf('late') });
  await drained;

  await ana.ended;
  assert.equal((await rig.store.roomByKey(room))?.head, 0);
});

test('who connects to a nuvem that stops is told so', async () => {
  await using rig = await newRig();
  await rig.nuvem.drain();

  const wire = rig.connect();

  assert.equal((await wire.hear('refused')).code, 'closing');
  await wire.ended;
});

test('start and stop stand in the activity log', async () => {
  await using rig = await newRig();

  await rig.nuvem.drain();

  const kinds = (await rig.store.activity(0, 100)).map(({ kind }) => kind);
  assert(kinds.includes('start') && kinds.includes('stop'), kinds.join(' '));
});
