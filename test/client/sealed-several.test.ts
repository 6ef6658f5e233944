import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { TestClient } from '../rig/client.ts';
import { testClock } from '../rig/clock.ts';
import { hears, roomOf, sealing, stands, told } from '../rig/crew.ts';
import { newRig } from '../rig/nuvem.ts';

const isIn = ({ sealed, waiting }: { sealed: boolean; waiting?: string }): boolean =>
  sealed && waiting === undefined;

test('a second device is let in by the first one, and reads and writes from there on', async () => {
  await using rig = await newRig();
  await using ana = await sealing(rig, 'ana');
  await using bob = await sealing(rig, 'bob');
  await ana.say('@bob', 'antes');
  await hears(bob, 'antes');

  await using other = await sealing(rig, 'ana', { enrol: 'login' });
  await stands(other, '@bob', isIn);
  await ana.say('@bob', 'do primeiro');
  await hears(other, 'do primeiro');
  await other.say('@bob', 'do segundo');
  await hears(ana, 'do segundo');
  await hears(bob, 'do segundo');

  assert.deepEqual(await other.texts('@bob'), ['do primeiro', 'do segundo']);
  assert.deepEqual(await ana.texts('@bob'), ['antes', 'do primeiro', 'do segundo']);
});

test('a device that waits says so, and what it writes goes out when somebody else has let it in', async () => {
  await using rig = await newRig();
  const ana = await sealing(rig, 'ana');
  await using bob = await sealing(rig, 'bob');
  await ana.say('@bob', 'antes');
  await hears(bob, 'antes');
  bob.network(false);
  bob.cut();
  await ana.client[Symbol.asyncDispose]();

  await using other = await sealing(rig, 'ana', { enrol: 'login' });
  const waiting = await stands(other, '@bob', (room) => room.waiting === 'let-in');
  const row = await other.say('@bob', 'eu de novo', 'waiting');
  bob.network(true);
  await bob.client.ask({ kind: 'retry' });
  await hears(bob, 'eu de novo');

  assert.equal(waiting.sealed, false);
  assert.equal(row.state, 'waiting');
  assert.deepEqual(await bob.texts('@ana'), ['antes', 'eu de novo']);
  assert.equal((await roomOf(other, '@bob'))?.waiting, undefined);
});

test('where nobody lets a device in, it begins the next generation, and the others are invited', async () => {
  await using rig = await newRig();
  const ana = await sealing(rig, 'ana');
  const bob = await sealing(rig, 'bob');
  await ana.say('@bob', 'antes');
  await hears(bob, 'antes');
  for (const who of [ana, bob]) {
    who.network(false);
    who.cut();
  }
  const clock = testClock();
  await using other = await sealing(rig, 'ana', { enrol: 'login', clock });
  await stands(other, '@bob', (room) => room.waiting === 'let-in');
  await other.say('@bob', 'sozinha', 'waiting');
  clock.advance(10_000);
  await stands(other, '@bob', isIn);
  for (const who of [ana, bob]) {
    who.network(true);
    await who.client.ask({ kind: 'retry' });
    await hears(who, 'sozinha');
  }
  await bob.say('@ana', 'aqui');
  await hears(ana, 'aqui');
  await hears(other, 'aqui');

  assert.deepEqual(await bob.texts('@ana'), ['antes', 'sozinha', 'aqui']);
  assert.deepEqual(await ana.texts('@bob'), ['antes', 'sozinha', 'aqui']);
  await bob[Symbol.asyncDispose]();
  await ana[Symbol.asyncDispose]();
});

test('a device that was taken from its owner reads nothing of what follows, and all see that it went', async () => {
  await using rig = await newRig();
  await using ana = await sealing(rig, 'ana');
  await using bob = await sealing(rig, 'bob');
  await ana.say('@bob', 'antes');
  await hears(bob, 'antes');
  await using other = await sealing(rig, 'ana', { enrol: 'login' });
  await stands(other, '@bob', isIn);

  const { device } = other.kept();
  await ana.client.ask({ kind: 'revoke-device', device });
  const sees = (who: TestClient) =>
    told(
      who,
      'line',
      ({ line: { content } }) =>
        content.kind === 'roster' && content.removed.some((each) => each.device === device),
    );
  const { line } = await sees(bob);
  await sees(ana);
  await ana.say('@bob', 'depois');
  await hears(bob, 'depois');

  assert.deepEqual(line.content.kind === 'roster' && line.content.removed, [
    { user: 'ana', device },
  ]);
  assert.equal((await other.texts('@bob')).includes('depois'), false);
});

test('where somebody leaves, what is said after it goes out once a commit took them out', async () => {
  await using rig = await newRig();
  await using ana = await sealing(rig, 'ana');
  await using bob = await sealing(rig, 'bob');
  await using eva = await sealing(rig, 'eva');
  const id = 'ab'.repeat(16);
  await ana.client.ask({ kind: 'create', id, what: 'group', name: 'lab', members: ['bob', 'eva'] });
  await ana.say('+lab', 'um');
  await hears(eva, 'um');

  await eva.client.ask({ kind: 'leave', room: '+lab' });
  await bob.say('+lab', 'sem eva');
  await hears(ana, 'sem eva');
  await told(eva, 'room-gone', ({ room }) => room === '+lab');

  assert.deepEqual(await bob.texts('+lab'), ['um', 'sem eva']);
  assert.equal((await eva.texts(id)).includes('sem eva'), false);
});
