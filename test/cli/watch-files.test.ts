import assert from 'node:assert/strict';
import { test } from 'node:test';

import { watchFiles } from '../../src/cli/_watch-files.ts';
import { filesOf, looked } from '../client/files/rig.ts';
import { newClient } from '../rig/client.ts';
import { newRig } from '../rig/nuvem.ts';

test('who waits until a file is fetched is told as well when that was while the link was down', async () => {
  await using rig = await newRig();
  const [one, other] = [await newClient(rig, 'ana'), await newClient(rig, 'bia')];
  for (const each of [one, other]) await each.until('link', ({ link }) => link.state === 'up');
  await using ana = filesOf(one, { disk: new Map([['/a.txt', looked('a.txt')]]) });
  await using bia = filesOf(other);
  const sent = await ana.send('@bia', '/a.txt');
  const { id } = await bia.file('offered');
  await ana.begun((job) => job.id === id);
  ana.tell({ id, told: 'done', path: '/a.txt' });
  await ana.file('done');
  await bia.ask('get-file', id);
  await bia.begun((job) => job.id === id);

  using watch = watchFiles(ana.client, () => {});
  const waiting = watch.fetched(sent);
  one.network(false);
  one.cut();
  await ana.until('link', ({ link }) => link.state === 'down');
  bia.tell({ id, told: 'done', path: '/here/a.txt' });
  await bia.file('done');
  // Told once more when the nuvem knows of it.
  await bia.file('done');
  one.network(true);
  await ana.client.ask<'retry'>({ kind: 'retry' });
  await waiting;

  using late = watchFiles(ana.client, () => {});
  await late.fetched(sent);
  assert.equal((await ana.list())[0]?.state, 'done');
});
