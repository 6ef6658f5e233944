import assert from 'node:assert/strict';
import { test } from 'node:test';

import { longestBody } from '../../src/protocol/frames.ts';
import { encode } from '../../src/protocol/wire.ts';
import { bodyOf, newRig } from '../rig/nuvem.ts';

test('a channel is read back from its newest lines to its first, without holes', async () => {
  await using rig = await newRig({ settings: { postsBurst: 1000 } });
  const ana = await rig.join('ana');
  const room = await rig.lobby();
  for (let no = 1; no <= 250; no += 1)
    await ana.want('stored', { type: 'post', room, no, body: bodyOf(`${no}`) });
  const bob = await rig.join('bob');

  const seen: number[] = [];
  for (let before = 251, more = true; more; before = seen[0]!) {
    const page = await bob.want('page', { type: 'fetch', room, before, limit: 100 });
    seen.unshift(...page.entries.map(({ seq }) => seq));
    more = page.more;
  }

  assert.deepEqual(
    seen,
    Array.from({ length: 250 }, (_, index) => index + 1),
  );
});

test('pages forward end at the head', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const room = await rig.lobby();
  for (let no = 1; no <= 5; no += 1)
    await ana.want('stored', { type: 'post', room, no, body: bodyOf(`${no}`) });

  const one = await ana.want('page', { type: 'fetch', room, after: 1, limit: 3 });
  const two = await ana.want('page', { type: 'fetch', room, after: 4, limit: 3 });
  const none = await ana.want('page', { type: 'fetch', room, after: 5, limit: 3 });

  assert.deepEqual([one.entries.map(({ seq }) => seq), one.more], [[2, 3, 4], true]);
  assert.deepEqual([two.entries.map(({ seq }) => seq), two.more], [[5], false]);
  assert.deepEqual([none.entries, none.more], [[], false]);
});

test('a page of the longest lines still fits into a frame', async () => {
  await using rig = await newRig({ settings: { bytesPerSecond: 1e9 } });
  const ana = await rig.join('ana');
  const room = await rig.lobby();
  for (let no = 1; no <= 3; no += 1)
    await ana.want('stored', { type: 'post', room, no, body: Buffer.alloc(192 * 1024) });

  const forward = await ana.want('page', { type: 'fetch', room, after: 0, limit: 10 });
  const back = await ana.want('page', { type: 'fetch', room, before: 4, limit: 10 });

  for (const page of [forward, back]) assert(encode(page).length <= longestBody);
  assert.deepEqual([forward.entries[0]?.seq, forward.more], [1, true]);
  assert.deepEqual([back.entries[0]?.seq, back.more], [3, true]);
});

test('who came into a group later does not read what was said before', async () => {
  await using rig = await newRig();
  for (const name of ['ana', 'bob', 'eva']) await rig.account(name);
  const key = Buffer.alloc(16, 3);
  const [ana, bob, eva] = await Promise.all(
    ['ana', 'bob', 'eva'].map(async (name) => (await rig.store.userByName(name))!),
  );
  const made = await rig.store.openRoom({
    key,
    kind: 'group',
    name: 'lab',
    maker: ana!.id,
    members: ['bob'],
    at: 1,
  });
  assert(made.ok);
  const id = made.value.room.id;
  const author = await rig.join('ana');
  const first = await author.want('stored', {
    type: 'post',
    room: key,
    no: 1,
    body: bodyOf('early'),
  });
  const added = await rig.store.changeMembers({
    room: id,
    by: ana!.id,
    what: 'added',
    names: ['eva'],
    at: 2,
  });
  assert(added.ok);
  const late = await rig.join('eva');

  const back = await late.want('page', { type: 'fetch', room: key, before: 1000, limit: 100 });
  const forward = await late.want('page', { type: 'fetch', room: key, after: 0, limit: 100 });

  for (const { entries } of [back, forward])
    assert(
      entries.every(({ seq }) => seq > first.seq!),
      JSON.stringify(entries),
    );
  assert(bob && eva);
});
