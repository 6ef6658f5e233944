import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { TestClient } from '../../rig/client.ts';
import { testClock } from '../../rig/clock.ts';
import { hears, roomOf, sealing, stands, told } from '../../rig/crew.ts';
import { newRig } from '../../rig/nuvem.ts';

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

test('who leaves is told at once, and has the room no more, also where nobody is there to take them out', async () => {
  await using rig = await newRig();
  await using ana = await sealing(rig, 'ana');
  const bob = await sealing(rig, 'bob');
  const id = 'ab'.repeat(16);
  await ana.client.ask({ kind: 'create', id, what: 'group', name: 'lab', members: ['bob'] });
  await ana.say('+lab', 'um');
  await hears(bob, 'um');
  ana.network(false);
  ana.cut();

  await bob.client.ask({ kind: 'leave', room: '+lab' });
  const { room } = await told(bob, 'room', ({ room: { left } }) => left === true);
  const rooms = async (who: TestClient, left?: true) =>
    (await who.client.ask({ kind: 'rooms', ...(left && { left }) })).filter(
      ({ key }) => key === id,
    );
  const now = await rooms(bob);
  const ever = await rooms(bob, true);
  bob.network(false);
  bob.cut();
  const later = await bob.again();
  const offline = await rooms(later);
  await later[Symbol.asyncDispose]();

  assert.equal(room.to, '+lab');
  assert.deepEqual([now, offline], [[], []]);
  assert.deepEqual(
    ever.map(({ to, left }) => [to, left]),
    [['+lab', true]],
  );
  await bob[Symbol.asyncDispose]();
});

test('who leaves last reads that they left, and that nobody made it up', async () => {
  await using rig = await newRig();
  await using ana = await sealing(rig, 'ana');
  await using bob = await sealing(rig, 'bob');
  const id = 'ab'.repeat(16);
  await ana.client.ask({ kind: 'create', id, what: 'group', name: 'lab', members: ['bob'] });
  await ana.say('+lab', 'um');
  await hears(bob, 'um');
  const isGone = ({ room }: { room: string }) => room === '+lab';

  await bob.client.ask({ kind: 'leave', room: '+lab' });
  await told(bob, 'room-gone', isGone);
  await ana.client.ask({ kind: 'leave', room: '+lab' });
  await told(ana, 'room-gone', isGone);

  const lines = await ana.client.ask({ kind: 'lines', room: id, limit: 1 });
  assert.deepEqual(
    lines.map(({ content }) => content),
    [{ kind: 'notice', change: 'left', names: ['ana'], by: 'ana' }],
  );
});

test('what one device has read is read on the other one, though the nuvem reads neither', async () => {
  await using rig = await newRig();
  await using ana = await sealing(rig, 'ana');
  await using bob = await sealing(rig, 'bob');
  await ana.say('@bob', 'antes');
  await hears(bob, 'antes');
  await using other = await sealing(rig, 'ana', { enrol: 'login' });
  await stands(other, '@bob', isIn);
  await bob.say('@ana', 'um');
  const { line } = await hears(ana, 'um');
  await hears(other, 'um');
  const { seq = 0 } = line;

  await ana.client.ask({ kind: 'read', room: '@bob', seq });
  await stands(other, '@bob', ({ read }) => read === seq);
  const { seq: next = 0 } = await bob.say('@ana', 'dois');
  await hears(other, 'dois');
  await other.client.ask({ kind: 'read', room: '@bob', seq: next });
  await stands(ana, '@bob', ({ read }) => read === next);
  await told(bob, 'receipt', ({ read }) => read === next);

  const again = await other.again();
  assert.equal((await roomOf(again, '@bob'))?.read, next);
  await again[Symbol.asyncDispose]();
});

test('who was away for many epochs reads all of it, in its order', async () => {
  await using rig = await newRig();
  await using ana = await sealing(rig, 'ana');
  await using bob = await sealing(rig, 'bob');
  await using eva = await sealing(rig, 'eva');
  const id = 'ab'.repeat(16);
  await ana.client.ask({ kind: 'create', id, what: 'group', name: 'lab', members: ['bob'] });
  await ana.say('+lab', 'antes');
  await hears(bob, 'antes');
  bob.network(false);
  bob.cut();

  const said = ['antes'];
  const says = async (text: string): Promise<void> => {
    said.push(text);
    await ana.say('+lab', text);
  };
  for (let n = 1; n <= 4; n += 1) {
    await ana.client.ask({ kind: 'add', room: '+lab', members: ['eva'] });
    await says(`com eva ${n}`);
    await hears(eva, `com eva ${n}`);
    await ana.client.ask({ kind: 'remove', room: '+lab', member: 'eva' });
    await says(`sem eva ${n}`);
  }
  bob.network(true);
  await bob.client.ask({ kind: 'retry' });
  await hears(bob, 'sem eva 4');
  await bob.say('+lab', 'li tudo');
  await hears(ana, 'li tudo');

  assert.deepEqual(await bob.texts('+lab'), [...said, 'li tudo']);
  assert.deepEqual(suspicions(ana, bob), []);
});

test('who was away while the room began anew twice reads what was said in each generation', async () => {
  await using rig = await newRig();
  const bob = await sealing(rig, 'bob');
  let ana = await sealing(rig, 'ana');
  await ana.say('@bob', 'um');
  await hears(bob, 'um');
  bob.network(false);
  bob.cut();
  await ana.say('@bob', 'dois');

  for (const text of ['tres', 'quatro']) {
    await ana[Symbol.asyncDispose]();
    const clock = testClock();
    ana = await sealing(rig, 'ana', { enrol: 'login', clock });
    await stands(ana, '@bob', ({ waiting }) => waiting === 'let-in');
    const { id } = await ana.say('@bob', text, 'waiting');
    clock.advance(10_000);
    await told(ana, 'state', (moved) => moved.id === id && moved.state === 'stored');
  }
  bob.network(true);
  await bob.client.ask({ kind: 'retry' });
  await hears(bob, 'quatro');
  await bob.say('@ana', 'li tudo');
  await hears(ana, 'li tudo');

  assert.deepEqual(await bob.texts('@ana'), ['um', 'dois', 'tres', 'quatro', 'li tudo']);
  assert.deepEqual(suspicions(ana, bob), []);
  for (const who of [ana, bob]) await who[Symbol.asyncDispose]();
});

const suspicions = (...people: readonly TestClient[]) =>
  people.flatMap(({ events }) => events.filter(({ event }) => event === 'suspicion'));
