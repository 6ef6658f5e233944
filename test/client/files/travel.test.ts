import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { ClientError } from '../../../src/client/port.ts';
import { newClient, type TestClient } from '../../rig/client.ts';
import { newRig, type Rig } from '../../rig/nuvem.ts';
import { filesOf, looked } from './rig.ts';

const preview = Buffer.alloc(3000, 7);

/** Two people, and what one of them has on the disk. */
async function two(rig: Rig): Promise<readonly [TestClient, TestClient]> {
  const both = [await newClient(rig, 'ana'), await newClient(rig, 'bia')] as const;
  for (const one of both) await one.until('link', ({ link }) => link.state === 'up');
  return both;
}

const disk = () => new Map([['/a.txt', { ...looked('a.txt', 5000), preview }]]);

test('a file is offered, sent and fetched, and who has it is told to its sender', async () => {
  await using rig = await newRig();
  const [one, other] = await two(rig);
  await using ana = filesOf(one, { disk: disk() });
  await using bia = filesOf(other);

  const sent = await ana.send('@bia', '/a.txt');
  assert.equal(sent.state, 'waiting');
  assert.deepEqual([sent.name, sent.size, sent.way, sent.from], ['a.txt', 5000, 'out', 'ana']);

  const put = await ana.begun(({ id }) => id === sent.id);
  assert.ok(put.way === 'out');
  assert.deepEqual(
    [put.path, put.stamp, put.size, put.direct],
    ['/a.txt', 'a.txt 5000', 5000, true],
  );
  const { token, nuvem } = await ana.token(sent.id, 'put');
  assert.equal(token.length, 32);
  assert.equal(nuvem, one.client.me.nuvem);
  ana.tell({ id: sent.id, told: 'moving', bytes: 1000, rate: 10, by: 'nuvem' });
  const moving = await ana.file('moving');
  assert.deepEqual([moving.bytes, moving.rate, moving.by], [1000, 10, 'nuvem']);
  assert.equal((await ana.list())[0]?.state, 'moving');

  const offered = await bia.file('offered');
  assert.deepEqual([offered.id, offered.room, offered.from], [sent.id, '@ana', 'ana']);
  assert.deepEqual(Buffer.from(offered.preview ?? []), preview);
  assert.deepEqual(bia.jobs, []);
  const asked = await bia.ask('get-file', offered.id.slice(0, 6), '/here/b.txt');
  assert.equal(asked.state, 'waiting');
  const get = await bia.begun(({ id }) => id === sent.id);
  assert.ok(get.way === 'in');
  assert.deepEqual([get.to, get.key, get.direct], ['/here/b.txt', put.key, ['192.0.2.7:4000']]);

  ana.tell({ id: sent.id, told: 'done', path: '/a.txt' });
  assert.equal((await ana.file('done')).bytes, 5000);
  bia.tell({ id: sent.id, told: 'done', path: '/here/b.txt' });
  assert.equal((await bia.file('done')).path, '/here/b.txt');
  assert.equal((await ana.until('file-fate')).fate, 'fetched');
  assert.deepEqual(bia.did, [`start ${sent.id}`, `stop ${sent.id}`, `forget ${sent.id}`]);
  const lines = await ana.client.ask<'lines'>({ kind: 'lines', room: '@bia', limit: 9 });
  assert.deepEqual(
    lines.map(({ id, content }) => [id, content.kind]),
    [[sent.line, 'file']],
  );
});

test('what was on its way goes on after a start, with the same key', async () => {
  await using rig = await newRig();
  const [one, other] = await two(rig);
  const ids: string[] = [];
  {
    await using ana = filesOf(one, { disk: disk() });
    await using bia = filesOf(other);
    const { id } = await ana.send('@bia', '/a.txt');
    await bia.file('offered');
    await bia.ask('get-file', id);
    for (const each of [ana, bia]) ids.push((await each.begun((job) => job.id === id)).key);
  }
  await using anaAgain = await one.again();
  await using ana = filesOf(anaAgain, { disk: disk() });
  await using biaAgain = await other.again();
  await using bia = filesOf(biaAgain);
  for (const each of [ana, bia]) ids.push((await each.begun(() => true)).key);
  assert.equal(new Set(ids).size, 1);
  assert.equal(ana.jobs.length + bia.jobs.length, 2);
});

test('a file sent without the link goes out when it is back; its token waits as long', async () => {
  await using rig = await newRig();
  const [one, other] = await two(rig);
  await using ana = filesOf(one, { disk: disk() });
  await using bia = filesOf(other);
  one.network(false);
  one.cut();
  await ana.until('link', ({ link }) => link.state === 'down');
  const { id } = await ana.send('@bia', '/a.txt');
  assert.deepEqual(ana.jobs, []);
  one.network(true);
  await ana.client.ask<'retry'>({ kind: 'retry' });
  await ana.begun((job) => job.id === id);

  one.network(false);
  one.cut();
  await ana.until('link', ({ link }) => link.state === 'down');
  const token = ana.token(id, 'put');
  one.network(true);
  await ana.client.ask<'retry'>({ kind: 'retry' });
  assert.equal((await token).token.length, 32);
  await bia.file('offered');
});

test('the same ask again is the same file, and what cannot be sent is said', async () => {
  await using rig = await newRig();
  const [one, other] = await two(rig);
  await using ana = filesOf(one, { disk: disk() });
  await using bia = filesOf(other);
  const line = randomBytes(16).toString('hex');
  const [first, second] = await Promise.all([
    ana.send('@bia', '/a.txt', line),
    ana.send('@bia', '/a.txt', line),
  ]);
  assert.equal(first.id, second.id);
  assert.equal((await bia.file('offered')).id, first.id);
  await assert.rejects(ana.send('@bia', '/none'), /\/none is not there/);
  await assert.rejects(ana.send('#nowhere', '/a.txt'), ClientError);
  assert.equal((await ana.list()).length, 1);
  assert.deepEqual(await ana.list('#lobby'), []);
  assert.equal((await ana.list('@bia')).length, 1);
  await assert.rejects(ana.ask('get-file', first.id), /lies at \/a\.txt/);
  await assert.rejects(ana.ask('get-file', 'zz'), /No file here/);
  await assert.rejects(
    ana.client.ask<'file-drop'>({ kind: 'file-drop', file: first.id }),
    ClientError,
    'front ends do not speak with the nuvem of files',
  );
  const content = { kind: 'file', file: randomBytes(16), name: 'x', size: 1, type: '' } as const;
  await assert.rejects(
    ana.client.ask<'send'>({
      kind: 'send',
      id: '0'.repeat(32),
      to: '@bia',
      content,
      wait: 'stored',
    }),
    /cannot offer a file/,
  );
});

test('paused is paused after a start too, and goes on when it is wished', async () => {
  await using rig = await newRig();
  const [one, other] = await two(rig);
  let id = '';
  {
    await using ana = filesOf(one, { disk: disk() });
    await using bia = filesOf(other);
    ({ id } = await ana.send('@bia', '/a.txt'));
    await ana.begun((job) => job.id === id);
    ana.tell({ id, told: 'moving', bytes: 1000, rate: 10, by: 'nuvem' });
    await ana.file('moving');
    assert.equal((await ana.ask('pause-file', id)).state, 'paused');
    assert.deepEqual(ana.did, [`start ${id}`, `stop ${id}`]);
    assert.equal((await bia.file('offered')).id, id);
    ana.tell({ id, told: 'moving', bytes: 2000, rate: 10, by: 'nuvem' });
    assert.equal((await ana.list())[0]?.state, 'paused', 'what is late is not heard');
  }
  await using again = await one.again();
  await using ana = filesOf(again, { disk: disk() });
  assert.equal((await ana.list())[0]?.state, 'paused');
  assert.equal((await ana.ask('resume-file', id)).state, 'waiting');
  await ana.begun((job) => job.id === id);
});

test('who was away when a file was taken back learns it from the log', async () => {
  await using rig = await newRig();
  const [one, other] = await two(rig);
  await using ana = filesOf(one, { disk: disk() });
  await using bia = filesOf(other);
  const { id } = await ana.send('@bia', '/a.txt');
  await bia.file('offered');
  other.network(false);
  other.cut();
  await bia.until('link', ({ link }) => link.state === 'down');

  await ana.ask('cancel-file', id);
  await ana.until('state', ({ state, seq = 0 }) => state === 'stored' && seq > 0);
  other.network(true);
  await bia.client.ask<'retry'>({ kind: 'retry' });
  const gone = await bia.file('gone');

  assert.equal(gone.id, id);
  assert.deepEqual(gone.reason, ['file-dropped']);
});

test('what is cancelled is taken back, with the line that offered it', async () => {
  await using rig = await newRig();
  const [one, other] = await two(rig);
  await using ana = filesOf(one, { disk: disk() });
  await using bia = filesOf(other);
  const { id } = await ana.send('@bia', '/a.txt');
  await ana.begun((job) => job.id === id);
  await bia.file('offered');
  assert.equal((await ana.ask('cancel-file', id)).state, 'cancelled');
  const gone = await bia.file('gone');
  assert.equal(gone.id, id);
  assert.deepEqual(gone.reason, ['file-dropped']);
  const { line } = await bia.until('line', ({ line: { content } }) => content.kind === 'delete');
  assert.equal(line.from, 'ana');

  // Before its line is out: it goes, and the file is taken back then.
  one.network(false);
  one.cut();
  await ana.until('link', ({ link }) => link.state === 'down');
  const second = await ana.send('@bia', '/a.txt');
  await ana.ask('cancel-file', second.id);
  one.network(true);
  await ana.client.ask<'retry'>({ kind: 'retry' });
  await bia.until('line', ({ line: { content } }) => content.kind === 'delete');
  assert.equal(ana.jobs.length, 1);
  // A token for what is gone ends it.
  await bia.ask('get-file', second.id);
  await bia.begun((job) => job.id === second.id);
  await assert.rejects(bia.token(second.id, 'get'), ClientError);
  assert.equal((await bia.file('gone')).id, second.id);
});

test('a source that changed is offered anew, and not without end', async () => {
  await using rig = await newRig();
  const [one, other] = await two(rig);
  await using ana = filesOf(one, { disk: disk() });
  await using bia = filesOf(other);
  const seen = new Set<string>();
  await ana.send('@bia', '/a.txt');
  for (let times = 0; times < 4; times += 1) {
    const { id } = await ana.begun((job) => !seen.has(job.id));
    seen.add(id);
    const { size } = looked('a.txt', 6000 + times);
    ana.disk.set('/a.txt', looked('a.txt', size));
    ana.tell({ id, told: 'changed' });
    await ana.file(times < 3 ? 'cancelled' : 'failed');
  }
  const rows = await ana.list('@bia');
  assert.deepEqual(
    rows.map(({ size, state, reason }) => [size, state, reason?.[0]]),
    [
      [5000, 'cancelled', 'file-changed'],
      [6000, 'cancelled', 'file-changed'],
      [6001, 'cancelled', 'file-changed'],
      [6002, 'failed', 'file-changing'],
    ],
  );
  // The last one is taken back as well.
  for (let times = 0; times < 4; times += 1)
    assert.deepEqual((await bia.file('gone')).reason, ['file-dropped']);
  assert.deepEqual(
    (await bia.list()).map(({ state }) => state),
    ['gone', 'gone', 'gone', 'gone'],
  );
});

test('what cannot be sent any more is taken back and says why; what can be cured is only resumed', async () => {
  await using rig = await newRig();
  const [one, other] = await two(rig);
  const reasons = [
    ['file-missing', '/a.txt'],
    ['file-device', '/a.txt'],
    ['file-unreadable', '/a.txt', 'EACCES'],
    ['file-missing', '/a.txt/in/it'],
  ] as const;
  const ids: string[] = [];
  {
    await using ana = filesOf(one, { disk: disk() });
    await using bia = filesOf(other);
    for (const reason of reasons) {
      const { id } = await ana.send('@bia', '/a.txt');
      ids.push(id);
      await bia.file('offered');
      await ana.begun((job) => job.id === id);
      ana.tell({ id, told: 'failed', reason });
      const { file } = await ana.until(
        'file',
        (told) => told.file.state === 'failed' && told.file.id === id,
      );
      assert.deepEqual(file.reason, reason);
      if (ids.length > 2) continue;
      await ana.until('state', ({ state, seq = 0 }) => state === 'stored' && seq > 0);
      assert.equal((await bia.file('gone')).id, id);
    }
    assert.deepEqual(
      (await bia.list()).map(({ state }) => state),
      ['gone', 'gone', 'offered', 'offered'],
    );
  }
  await using again = await one.again();
  await using ana = filesOf(again, { disk: disk() });
  const [missing = '', device = '', ...cured] = ids;
  await assert.rejects(ana.ask('resume-file', missing), /There is no \/a\.txt/);
  await assert.rejects(ana.ask('resume-file', device), /is a device/);
  for (const id of cured) assert.equal((await ana.ask('resume-file', id)).state, 'waiting');
  const rows = await ana.list('@bia');
  assert.deepEqual(
    rows.map(({ state, reason }) => [state, reason?.[0]]),
    [
      ['failed', 'file-missing'],
      ['failed', 'file-device'],
      ['waiting', undefined],
      ['waiting', undefined],
    ],
  );
});

test('a file that stands still says how far it had come, and what waits again, too', async () => {
  await using rig = await newRig();
  const [one, other] = await two(rig);
  await using ana = filesOf(one, { disk: disk() });
  await using bia = filesOf(other);
  const { id } = await ana.send('@bia', '/a.txt');
  await bia.file('offered');
  await ana.begun((job) => job.id === id);

  ana.tell({ id, told: 'moving', bytes: 2000, rate: 10, by: 'nuvem' });
  await ana.file('moving');
  const paused = await ana.ask('pause-file', id);

  assert.deepEqual([paused.state, paused.bytes], ['paused', 2000]);
  assert.equal((await ana.list())[0]?.bytes, 2000);
  assert.equal((await ana.ask('resume-file', id)).bytes, 2000);
});
