import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { ClientError } from '../../src/client/port.ts';
import { newClient, type TestClient } from '../rig/client.ts';
import { newRig } from '../rig/nuvem.ts';

const up = (who: TestClient) => who.until('link', ({ link }) => link.state === 'up');
const newId = (): string => randomBytes(16).toString('hex');
const numbers = (count: number, from = 1): string[] =>
  Array.from({ length: count }, (_, index) => `line ${index + from}`);

/** Waits until that text was received. */
const hears = (who: TestClient, text: string) =>
  who.until('line', ({ line: { content } }) => content.kind === 'text' && content.text === text);

test('a line to a channel is stored, and the other one gets it', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  await using bob = await newClient(rig, 'bob');
  await up(bob);

  const row = await ana.say('#lobby', 'oi');

  assert.equal(row.state, 'stored');
  assert.equal(typeof row.seq, 'number');
  const { line } = await hears(bob, 'oi');
  assert.equal(line.from, 'ana');
  assert.equal(line.room, '#lobby');
});

test('somebody to whom nothing was ever written gets a first line, and sees it delivered and read', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  await using bob = await newClient(rig, 'bob');
  await up(bob);
  await bob.say('#lobby', 'i am here');

  const delivered = ana.say('@bob', 'psst', 'delivered');
  const { line } = await hears(bob, 'psst');
  assert.equal(line.room, '@ana');
  await bob.client.ask({ kind: 'answer-request', room: '@ana', answer: 'accept' }).catch(() => {});
  await bob.client.ask({ kind: 'read', room: '@ana', seq: line.seq ?? 0 });

  assert.equal((await delivered).state === 'delivered' || (await delivered).state === 'read', true);
  await ana.until('state', ({ state }) => state === 'read');
});

test('a first line for which nobody waits goes out as well', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  await using bob = await newClient(rig, 'bob');
  await up(ana);
  await up(bob);

  const row = await ana.say('@bob', 'psst', 'waiting');

  assert.equal(row.state, 'waiting');
  await hears(bob, 'psst');
});

test('lines typed while the link is down go out in order, once, and what others wrote arrives', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  await using bob = await newClient(rig, 'bob');
  await up(ana);
  await up(bob);
  bob.network(false);
  bob.cut();
  await bob.until('link', ({ link }) => link.state === 'down');

  const typed = numbers(200);
  for (const text of typed) await bob.say('#lobby', text, 'waiting');
  for (const text of numbers(50, 1001)) await ana.say('#lobby', text);
  bob.network(true);
  await bob.client.ask({ kind: 'retry' });
  await hears(ana, 'line 200');
  await bob.until('state', ({ state, seq }) => state === 'stored' && seq === 250);

  const all = [...numbers(50, 1001), ...typed];
  assert.deepEqual(await ana.texts('#lobby'), all);
  assert.deepEqual(await bob.texts('#lobby'), all);
});

test('lines that waited when the program ended go out when it starts again', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  const bob = await newClient(rig, 'bob');
  await up(bob);
  bob.network(false);
  bob.cut();
  await bob.until('link', ({ link }) => link.state === 'down');
  await bob.say('#lobby', 'before', 'waiting');
  await bob.say('@ana', 'and to you', 'waiting');

  await using later = await bob.again();

  await hears(ana, 'before');
  await hears(ana, 'and to you');
  assert.deepEqual(await later.texts('@ana'), ['and to you']);
});

test('the same id again is the same line', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  const ask = {
    kind: 'send',
    id: newId(),
    to: '#lobby',
    content: { kind: 'text', text: 'once' },
    wait: 'stored',
  } as const;

  const [one, other] = await Promise.all([ana.client.ask(ask), ana.client.ask(ask)]);
  const later = await ana.client.ask(ask);

  assert.equal(one.seq, other.seq);
  assert.equal(later.seq, one.seq);
  assert.deepEqual(await ana.texts('#lobby'), ['once']);
});

test('a line that failed is said again with its id in another room, and is then in that one only', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  const content = { kind: 'text', text: 'para alguém' } as const;
  const id = newId();
  const say = (to: string, wait: 'waiting' | 'stored') =>
    ana.client.ask({ kind: 'send', id, to, content, wait });
  const failed = ana.until('state', ({ state }) => state === 'failed');
  await say('@ninguem', 'waiting');
  await failed;

  const row = await Promise.race([say('#lobby', 'stored'), ana.until('notice', () => true)]);
  const again = await say('#lobby', 'stored');
  const there = await ana.texts('#lobby');
  await using later = await ana.again();

  assert.ok('room' in row, 'no step fails');
  assert.equal(row.room, '#lobby');
  assert.equal(again.seq, row.seq);
  assert.deepEqual(there, ['para alguém']);
  assert.deepEqual(await later.texts('#lobby'), ['para alguém']);
  assert.deepEqual(await later.texts('@ninguem'), []);
});

test('a line that is refused for good fails with the reason, and the ones behind it go out', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  await using bob = await newClient(rig, 'bob');
  await up(bob);
  const room = await ana.client.ask({
    kind: 'create',
    id: newId(),
    what: 'channel',
    name: '#praca',
    members: [],
  });
  await bob.client.ask({ kind: 'join', name: '#praca' });
  await bob.say('#praca', 'may i');
  await ana.client.ask({ kind: 'set-room', room: room.to, readOnly: true });

  const refused = await Promise.allSettled(numbers(5).map((text) => bob.say('#praca', text)));
  await ana.client.ask({ kind: 'set-room', room: room.to, readOnly: false });
  await bob.say('#praca', 'again');
  await hears(ana, 'again');

  for (const outcome of refused) {
    assert.equal(outcome.status, 'rejected');
    assert.equal((outcome.reason as ClientError).refusal, 'read-only');
  }
  assert.deepEqual(await ana.texts('#praca'), ['may i', 'again']);
});

test('a room nobody knows, a line of nothing and a line too long are refused', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');

  await assert.rejects(ana.say('#nowhere', 'oi'), { refusal: 'no-room' });
  await assert.rejects(ana.say('@nobody', 'oi'), { refusal: 'unknown' });
  await assert.rejects(ana.say('#lobby', ''), { code: 'usage' });
  await assert.rejects(ana.say('#lobby', 'x'.repeat(128 * 1024 + 1)), { code: 'usage' });
  assert.equal((await ana.say('#lobby', '\u{1f9c9}'.repeat(32 * 1024))).state, 'stored');
});

test('groups: made, talked in, with members that come and go', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  await using bob = await newClient(rig, 'bob');
  await up(bob);
  await bob.say('@ana', 'hello');
  await hears(ana, 'hello');
  await ana.client.ask({ kind: 'answer-request', room: '@bob', answer: 'accept' }).catch(() => {});

  const group = await ana.client.ask({
    kind: 'create',
    id: newId(),
    what: 'group',
    name: '+lab',
    members: ['@bob'],
  });
  await ana.say('+lab', 'welcome');
  await hears(bob, 'welcome');
  const members = await ana.client.ask({ kind: 'members', room: group.to });
  assert.deepEqual(members.map(({ name }) => name).toSorted(), ['ana', 'bob']);

  await ana.client.ask({ kind: 'remove', room: '+lab', member: '@bob' });
  await bob.until('room-gone', ({ room }) => room === '+lab');
  await assert.rejects(bob.say('+lab', 'still?'), { refusal: 'no-room' });
});

test('listen prints what came since it last printed', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  const bob = await newClient(rig, 'bob');
  await up(bob);
  for (const text of numbers(3)) await ana.say('#lobby', text);
  await hears(bob, 'line 3');

  const first = await bob.client.ask({ kind: 'unprinted', rooms: [], limit: 2 });
  for (const { room, seq = 0 } of first) await bob.client.ask({ kind: 'printed', room, seq });
  await using later = await bob.again();
  const second = await later.client.ask({ kind: 'unprinted', rooms: ['#lobby'], limit: 10 });

  assert.deepEqual(
    first.map(({ seq }) => seq),
    [1, 2],
  );
  assert.deepEqual(
    second.map(({ seq }) => seq),
    [3],
  );
});

test('a removed line loses its text on every device', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  await using bob = await newClient(rig, 'bob');
  await up(bob);
  const { to } = await ana.client.ask({
    kind: 'create',
    id: newId(),
    what: 'channel',
    name: 'praca',
    members: [],
  });
  await bob.client.ask({ kind: 'join', name: 'praca' });
  await ana.say(to, 'oops');
  await hears(bob, 'oops');

  await ana.client.ask({ kind: 'remove-line', room: to, seq: 1 });
  await bob.until('line', ({ line }) => line.content.kind === 'notice');

  const rows = await bob.client.ask({ kind: 'lines', room: '#praca', limit: 10 });
  assert.equal(rows[0]?.removed, true);
  assert.equal(JSON.stringify(rows).includes('oops'), false);
});

test('lines that nobody can give any more are told as a gap, and what follows arrives', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  await using bob = await newClient(rig, 'bob');
  await up(bob);
  await ana.say('#lobby', 'seen');
  await hears(bob, 'seen');
  bob.network(false);
  bob.cut();
  await bob.until('link', ({ link }) => link.state === 'down');
  for (const text of numbers(10)) await ana.say('#lobby', text);
  const years = 400 * 86_400_000;
  await rig.store.sweep(Date.now() + years, rig.nuvem.world.settings.keep, 1000);
  await ana.say('#lobby', 'after');

  bob.network(true);
  await bob.client.ask({ kind: 'retry' });
  const { from, to, room } = await bob.until('gap');
  await hears(bob, 'after');

  assert.deepEqual([room, from, to], ['#lobby', 2, 11]);
  assert.deepEqual(await bob.texts('#lobby'), ['seen', 'after']);
});

test('of a line to somebody who does not exist, and whose writer was told, no conversation remains', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  const rooms = async (who: TestClient) =>
    (await who.client.ask({ kind: 'rooms' })).map(({ to }) => to);

  await assert.rejects(ana.say('@nope', 'oi'), { refusal: 'unknown' });

  await ana.until('room-gone', ({ room }) => room === '@nope');
  assert.deepEqual(await rooms(ana), ['#lobby']);
  await using again = await ana.again();
  assert.deepEqual(await rooms(again), ['#lobby']);
});

test('a conversation with somebody who does not exist is left, with what failed in it', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  await ana.say('@nope', 'oi', 'waiting');
  await ana.until('state', ({ state }) => state === 'failed');
  await using again = await ana.again();
  assert.deepEqual(await again.texts('@nope'), ['oi']);

  await again.client.ask({ kind: 'leave', room: '@nope' });

  await again.until('room-gone', ({ room }) => room === '@nope');
  await using third = await again.again();
  assert.deepEqual(
    (await third.client.ask({ kind: 'rooms' })).map(({ to }) => to),
    ['#lobby'],
  );
});

test('a line that failed is given up for ever, and only such a line', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  await ana.say('@nope', 'oi', 'waiting');
  await ana.until('state', ({ state }) => state === 'failed');
  await ana.say('#lobby', 'stays', 'stored');
  const giveUp = async (room: string): Promise<void> => {
    const lines = await ana.client.ask({ kind: 'lines', room, limit: 10 });
    for (const { id } of lines) await ana.client.ask({ kind: 'give-up', room, id });
  };

  const told = ana.until('given-up');
  await giveUp('@nope');
  await giveUp('#lobby');

  assert.equal((await told).room, '@nope', 'every window of the account hears of it');

  assert.deepEqual(await ana.texts('@nope'), []);
  await using again = await ana.again();
  assert.deepEqual(await again.texts('@nope'), []);
  assert.deepEqual(await again.texts('#lobby'), ['stays']);
});
