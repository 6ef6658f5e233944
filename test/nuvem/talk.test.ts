import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bodyOf, newRig, textOf } from '../rig/nuvem.ts';

test('what one says in the lobby, everybody hears, the author too', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const bob = await rig.join('bob');
  const room = await rig.lobby();

  const stored = await ana.want('stored', { type: 'post', room, no: 1, body: bodyOf('oi') });

  assert.equal(stored.seq, 1);
  for (const wire of [ana, bob]) {
    const heard = await wire.hear('message');
    assert.deepEqual([heard.seq, heard.from, heard.no, textOf(heard)], [1, 'ana', 1, 'oi']);
  }
});

test('the author gets the acknowledgement and the line in the log in the same write', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const room = await rig.lobby();

  await ana.want('stored', { type: 'post', room, no: 1, body: bodyOf('oi') });

  assert.equal(ana.unheard.filter(({ type }) => type === 'message').length, 1);
});

test('a thousand lines of ten authors arrive once and in order, and each author in their own order', async () => {
  await using rig = await newRig({ settings: { postsBurst: 1000 } });
  const listener = await rig.join('listener');
  const room = await rig.lobby();
  const authors = await Promise.all(
    Array.from({ length: 10 }, (_, index) => rig.join(`author${index}`)),
  );

  await Promise.all(
    authors.map((author) =>
      Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          author.want('stored', { type: 'post', room, no: index + 1, body: bodyOf(`${index}`) }),
        ),
      ),
    ),
  );

  const last = new Map<string, number>();
  for (let seq = 1; seq <= 1000; seq += 1) {
    const line = await listener.hear('message');
    assert.equal(line.seq, seq);
    assert.equal(line.no, (last.get(line.from) ?? 0) + 1);
    last.set(line.from, line.no);
  }
  assert.deepEqual(rig.bugs, []);
});

test('a line that is sent again is acknowledged again and stored once', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const room = await rig.lobby();
  const post = { type: 'post', room, no: 1, body: bodyOf('oi') } as const;
  await ana.want('stored', post);

  const again = await ana.want('stored', post);

  assert.equal(again.seq, undefined);
  await ana.want('stored', { ...post, no: 2 });
  assert.deepEqual([(await ana.hear('message')).seq, (await ana.hear('message')).seq], [1, 2]);
});

test('a line that overtakes another is refused, and takes no number', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');
  const room = await rig.lobby();

  const refused = await ana.want('refused', { type: 'post', room, no: 2, body: bodyOf('two') });
  const first = await ana.want('stored', { type: 'post', room, no: 1, body: bodyOf('one') });

  assert.deepEqual([refused.code, refused.head], ['gap', 0]);
  assert.equal(first.seq, 1);
});

test('nobody writes into a room they are not in', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');

  const refused = await ana.want('refused', {
    type: 'post',
    room: Buffer.alloc(16, 7),
    no: 1,
    body: bodyOf('oi'),
  });

  assert.equal(refused.code, 'no-room');
});
