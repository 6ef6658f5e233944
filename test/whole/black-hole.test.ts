import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newDweller } from '../rig/dweller.ts';
import { newHole } from '../rig/hole.ts';
import { newHome } from '../rig/home.ts';

test('a device in a black hole gets its own seat back, and its old frames store nothing', async () => {
  await using home = await newHome();
  const nuvem = home.start(['serve', '--port', '0', '--json']);
  const { port } = JSON.parse(await nuvem.until('ready')) as { port: number };
  await using hole = await newHole(port);
  const direct = `127.0.0.1:${port}`;
  const first = await newDweller(`127.0.0.1:${hole.port}`, 'ana');
  await using second = await newDweller(direct, 'ana', 'login');
  await using third = await newDweller(direct, 'ana', 'login');
  await using bob = await newDweller(direct, 'bob');
  await first.say('#lobby', 'before');
  const seats = (await second.client.ask({ kind: 'sessions' })).length;

  hole.swallow();
  const swallowed = first.say('#lobby', 'in the hole').catch(() => 'never answered');
  while (hole.kept() === 0) await third.client.ask({ kind: 'members', room: '#lobby' });
  await using again = await first.moveTo(direct);
  const after = await again.say('#lobby', 'after');
  hole.release();
  await swallowed;
  await bob.say('#lobby', 'the end');
  await third.client.ask({ kind: 'members', room: '#lobby' });

  assert.equal(seats, 3);
  assert.equal((await third.client.ask({ kind: 'sessions' })).length, 3);
  const texts = (await again.lines('#lobby')).flatMap(({ content }) =>
    content.kind === 'text' ? [content.text] : [],
  );
  assert.deepEqual(texts.slice(0, 3), ['before', 'in the hole', 'after']);
  assert.equal(after.state, 'stored');
});
