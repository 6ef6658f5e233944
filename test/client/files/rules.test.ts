import assert from 'node:assert/strict';
import { test } from 'node:test';

import { attachClient, serveClient } from '../../../src/client/attach.ts';
import { encodeContent } from '../../../src/protocol/content.ts';
import { encodeFileRest } from '../../../src/protocol/file-rest.ts';
import { newClient, type TestClient } from '../../rig/client.ts';
import { testClock } from '../../rig/clock.ts';
import { newLiar } from '../../rig/liar.ts';
import { memoryLines } from '../../rig/memory-line.ts';
import { newRig, type Rig } from '../../rig/nuvem.ts';
import { filesOf, looked } from './rig.ts';

async function person(rig: Rig, name: string, options = {}): Promise<TestClient> {
  const one = await newClient(rig, name, options);
  await one.until('link', ({ link }) => link.state === 'up');
  return one;
}

const disk = () =>
  new Map([
    ['/small', looked('small', 1000)],
    ['/large', looked('large', 5000)],
  ]);

test('below a limit a file comes by itself, but not of strangers, of blocked people, or of oneself', async () => {
  await using rig = await newRig();
  await using ana = filesOf(await person(rig, 'ana'), { disk: disk() });
  await using second = filesOf(await person(rig, 'ana', { enrol: 'login' }), { autoGet: 2000 });
  await using bia = filesOf(await person(rig, 'bia'), { autoGet: 2000 });

  const large = await ana.send('#lobby', '/large');
  const small = await ana.send('#lobby', '/small');
  const first = await bia.begun(() => true);
  assert.deepEqual([first.id, first.way === 'in' && first.to], [small.id, '/downloads/']);
  assert.deepEqual(
    (await bia.list()).map(({ id, state }) => [id, state]),
    [
      [large.id, 'offered'],
      [small.id, 'waiting'],
    ],
  );
  await second.file('offered', 'small');
  assert.deepEqual(second.jobs, []);
  await second.ask('get-file', small.id);
  assert.equal((await second.begun(() => true)).id, small.id);

  await bia.client.ask<'block'>({ kind: 'block', name: 'ana', on: true });
  const blocked = await ana.send('#lobby', '/small');
  assert.equal((await bia.file('offered', 'small')).id, blocked.id);
  assert.equal(bia.jobs.length, 1);

  await using caio = filesOf(await person(rig, 'caio'), { autoGet: 2000 });
  await ana.client.ask<'leave'>({ kind: 'leave', room: '#lobby' });
  const stranger = await ana.send('@caio', '/small');
  assert.equal((await caio.file('offered')).id, stranger.id);
  assert.deepEqual(caio.jobs, []);
});

test('many small files do not come by themselves: of one person ten times the limit in a day', async () => {
  await using rig = await newRig();
  await using ana = filesOf(await person(rig, 'ana'), { disk: disk() });
  await using caio = filesOf(await person(rig, 'caio'), { disk: disk() });
  const clock = testClock();
  await using bia = filesOf(await person(rig, 'bia'), { autoGet: 1000, clock });
  const states = async (count: number): Promise<readonly string[]> => {
    const all = () => bia.list().then((files) => files.map(({ state }) => state));
    const isLooked = ({ state }: { readonly state: string }): boolean => state === 'waiting';
    for (let seen = 0; seen < count; seen += 1)
      await bia.until('file', ({ file }) => isLooked(file) || file.state === 'offered');
    return all();
  };

  for (let n = 0; n < 12; n += 1) await ana.send('#lobby', '/small');
  const first = await states(12);
  await caio.send('#lobby', '/small');
  const second = await states(1);
  clock.advance(86_400_000);
  await ana.send('#lobby', '/small');
  const third = await states(1);

  const many = (state: string, count: number): string[] =>
    Array.from({ length: count }, () => state);
  assert.deepEqual(first, [...many('waiting', 10), ...many('offered', 2)]);
  assert.deepEqual(second.slice(12), ['waiting']);
  assert.deepEqual(third.slice(12), ['waiting', 'waiting']);
});

test('what everybody may read says nothing about where its sender is', async () => {
  await using rig = await newRig();
  await using ana = filesOf(await person(rig, 'ana'), { disk: disk() });
  await using bia = filesOf(await person(rig, 'bia'), { autoGet: 2000 });
  const { id: open } = await ana.send('#lobby', '/small');
  const { id: own } = await ana.send('@bia', '/small');

  const jobs = await Promise.all([open, own].map((id) => bia.begun((job) => job.id === id)));
  assert.deepEqual(
    jobs.map((job) => job.way === 'in' && job.direct),
    [[], ['192.0.2.7:4000']],
  );
});

test('a nuvem that takes no such file says so, and its line has failed', async () => {
  await using rig = await newRig({ settings: { fileMax: 3000 } });
  await using ana = filesOf(await person(rig, 'ana'), { disk: disk() });
  const { line } = await ana.send('#lobby', '/large');
  const { reason } = await ana.file('failed');
  assert.deepEqual(reason, ['refused', 'file-large']);
  const [row] = await ana.client.ask<'lines'>({ kind: 'lines', room: '#lobby', limit: 1 });
  assert.deepEqual([row?.id, row?.state], [line, 'failed']);
  await ana.send('#lobby', '/small');
  await ana.begun(({ size }) => size === 1000);
});

test('a nuvem of before files gets none, and what is said after one goes out', async () => {
  await using rig = await newRig();
  const liar = newLiar();
  liar.tell((said) => [said.type === 'greeting' ? { ...said, version: 3 } : said]);
  const one = await person(rig, 'ana', { through: liar.through });
  await using ana = filesOf(one, { disk: disk() });
  await assert.rejects(ana.send('#lobby', '/small'), /older version, which takes no files/);

  one.network(false);
  one.cut();
  await ana.until('link', ({ link }) => link.state === 'down');
  await ana.send('#lobby', '/small');
  const after = one.say('#lobby', 'after it');
  one.network(true);
  await ana.client.ask<'retry'>({ kind: 'retry' });
  assert.equal((await after).state, 'stored');
  assert.deepEqual((await ana.file('failed')).reason, ['old-nuvem']);
  assert.equal(liar.count('file-new'), 0);
});

test('without space at the nuvem a file is offered again later, and lines pass it', async () => {
  await using rig = await newRig();
  const liar = newLiar();
  let full = true;
  liar.answer((asked) =>
    full && asked.type === 'file-new'
      ? [{ type: 'refused', re: asked.re, code: 'disk-full', text: 'full', wait: 60_000 }]
      : undefined,
  );
  const clock = testClock();
  const one = await person(rig, 'ana', { through: liar.through });
  await using ana = filesOf(one, { disk: disk(), clock });
  const { id } = await ana.send('#lobby', '/small');
  await ana.until('state', ({ state }) => state === 'failed');
  assert.equal((await one.say('#lobby', 'meanwhile')).state, 'stored');
  const [waiting] = await ana.list();
  assert.deepEqual([waiting?.state, waiting?.reason], ['waiting', ['refused', 'disk-full']]);
  full = false;
  clock.advance(60_000);
  assert.equal((await ana.begun(() => true)).id, id);
});

test('a file that moves is told of five times a second, and at once when that changes', async () => {
  await using rig = await newRig();
  const clock = testClock();
  await using ana = filesOf(await person(rig, 'ana'), { disk: disk(), clock });
  const { id } = await ana.send('#lobby', '/large');
  await ana.begun(() => true);
  for (let bytes = 0; bytes < 1000; bytes += 1) {
    ana.tell({ id, told: 'moving', bytes, rate: 1, by: 'nuvem' });
    clock.advance(10);
  }
  await ana.ask('pause-file', id);
  await ana.file('paused');
  const moving = ana.events.filter((each) => each.event === 'file' && each.file.state === 'moving');
  assert.equal(moving.length, 50);

  await ana.ask('resume-file', id);
  await ana.file('waiting');
  await ana.begun(() => ana.jobs.length === 2);
  ana.tell({ id, told: 'moving', bytes: 2000, rate: 1, by: 'direct' });
  assert.equal((await ana.file('moving')).by, 'direct');
  ana.tell({ id, told: 'waiting', reason: ['silent'] });
  const { bytes, by, reason } = await ana.file('waiting');
  assert.deepEqual([bytes, by, reason], [2000, 'direct', ['silent']]);
});

test('three move at once each way, and one that waits holds up nobody', async () => {
  await using rig = await newRig();
  await using ana = filesOf(await person(rig, 'ana'), { disk: disk() });
  const sent = [];
  for (let n = 0; n < 5; n += 1) sent.push((await ana.send('#lobby', '/small')).id);
  const [first = '', , third = '', fourth = '', fifth = ''] = sent;
  await ana.begun(({ id }) => id === third);
  ana.tell({ id: first, told: 'waiting', reason: ['silent'] });
  await ana.begun(({ id }) => id === fourth);
  assert.equal(ana.jobs.length, 4);
  await ana.ask('pause-file', third);
  await ana.begun(({ id }) => id === fifth);
});

test('of two offers with one id the first counts, and one without a key is no offer', async () => {
  await using rig = await newRig();
  const ana = await person(rig, 'ana');
  await using mallory = filesOf(ana, { disk: disk() });
  await using bia = filesOf(await person(rig, 'bia'));
  const { id } = await mallory.send('#lobby', '/small');
  const offered = await bia.file('offered');

  const file = Buffer.from(id, 'hex');
  const rest = encodeFileRest({ key: Buffer.alloc(32) });
  const eva = await rig.join('eva');
  const { room } = eva.rooms.find(({ kind }) => kind === 'channel')!;
  for (const [at, body] of [
    encodeContent({ kind: 'file', file, name: 'other', size: 9, type: '', rest }),
    encodeContent({ kind: 'file', file: Buffer.alloc(16, 1), name: 'x', size: 9, type: '' }),
    encodeContent({
      kind: 'file',
      file: Buffer.alloc(16, 2),
      name: 'y',
      size: 9,
      type: '',
      rest: file,
    }),
    encodeContent({
      kind: 'file',
      file: Buffer.alloc(16, 3),
      name: 'larger than there are',
      size: 2 ** 53 - 1,
      type: '',
      rest,
    }),
  ].entries()) {
    await eva.want('stored', { type: 'post', room, no: at + 1, body });
    await bia.until('line', ({ line }) => line.from === 'eva');
  }
  assert.deepEqual(await bia.list(), [offered]);
});

test('another process of the same home sees and moves them as well', async () => {
  await using rig = await newRig();
  await using ana = filesOf(await person(rig, 'ana'), {
    disk: new Map([['/a', { ...looked('a'), preview: Buffer.from([1, 2, 3]) }]]),
  });
  const [there, here] = memoryLines('local');
  serveClient(ana.client, there);
  const { client } = await attachClient(here);
  await using attached = client;
  const sent = await attached.ask<'send-file'>({
    kind: 'send-file',
    id: 'ab'.repeat(16),
    to: '#lobby',
    path: '/a',
  });
  assert.deepEqual(sent.preview, Buffer.from([1, 2, 3]));
  const paused = await attached.ask<'pause-file'>({ kind: 'pause-file', file: sent.id });
  assert.equal(paused.state, 'paused');
  assert.deepEqual(await attached.ask<'files'>({ kind: 'files' }), await ana.list());
});

test('from here a file is given to those who are in its room now, and to nobody who was removed', async () => {
  await using rig = await newRig();
  await using ana = filesOf(await person(rig, 'ana', { seals: true }), { disk: disk() });
  await using bob = await person(rig, 'bob', { seals: true });
  await using caio = await person(rig, 'caio', { seals: true });
  const [b, c] = [bob.client.me.device, caio.client.me.device];

  const open = await ana.send('#lobby', '/small');
  await ana.begun(({ id }) => id === open.id);
  assert.equal(await ana.mayServe(open.id, c), 'yes');

  const direct = await ana.send('@bob', '/small');
  await ana.begun(({ id }) => id === direct.id);
  assert.equal(await ana.mayServe(direct.id, b), 'only');
  assert.equal(await ana.mayServe(direct.id, c), 'no');
  assert.equal(await ana.mayServe('00'.repeat(16), b), 'no');

  const { key: room } = await ana.client.ask<'create'>({
    kind: 'create',
    id: 'ab'.repeat(16),
    what: 'group',
    name: 'lab',
    members: ['bob', 'caio'],
  });
  for (const one of [bob, caio]) await one.until('room', (event) => event.room.key === room);
  const group = await ana.send('+lab', '/small');
  await ana.begun(({ id }) => id === group.id);
  assert.equal(await ana.mayServe(group.id, c), 'yes');
  await ana.client.ask<'remove'>({ kind: 'remove', room: '+lab', member: 'caio' });
  assert.equal(await ana.mayServe(group.id, c), 'no');
  // Who was removed has the key, and could say that it is bob's device, and that nobody else needs the file.
  assert.equal(await ana.mayServe(group.id, b), 'yes');
});
