import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bodyOf, newRig, syncWith } from '../rig/nuvem.ts';

test('a post whose acknowledgement was lost is stored once, at its first place', async () => {
  await using rig = await newRig();
  const bob = await rig.join('bob');
  const room = await rig.lobby();

  for (let no = 1; no <= 20; no += 1) {
    const post = { type: 'post', room, no, body: bodyOf(`${no}`) } as const;
    const ana = await rig.join('ana');
    await ana.lose(post);
    const again = await rig.enter('ana');
    const [lobby] = (await syncWith(again)).filter(({ kind }) => kind === 'channel');
    assert.equal(lobby?.mark, no);
    assert.equal((await again.want('stored', post)).seq, undefined);
  }

  for (let seq = 1; seq <= 20; seq += 1) {
    const line = await bob.hear('message');
    assert.deepEqual([line.seq, line.no], [seq, seq]);
  }
});

test('marks that were lost on the way cost a line that comes again, and nothing else', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const room = await rig.lobby();
  const bob = await rig.join('bob');
  await ana.want('stored', { type: 'post', room, no: 1, body: bodyOf('oi') });
  await bob.hear('message');
  bob.line.destroy();
  bob.say({ type: 'ack', marks: [{ room, seq: 1 }] });
  await bob.ended;

  const back = await rig.join('bob');

  assert.equal((await back.hear('message')).seq, 1);
});
