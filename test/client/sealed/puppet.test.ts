import assert from 'node:assert/strict';
import { test } from 'node:test';

import { headSize } from '../../../src/protocol/frames.ts';
import type { Line } from '../../../src/protocol/line.ts';
import { encode, parseMessage } from '../../../src/protocol/wire.ts';
import type { TestClient } from '../../rig/client.ts';
import { hears, roomOf, sealing, stands, told } from '../../rig/crew.ts';
import { newLiar } from '../../rig/liar.ts';
import { newRig } from '../../rig/nuvem.ts';

/** The nuvem has eva in each group that is made through this line. */
const withEva = (line: Line): Line =>
  Object.assign(Object.create(line) as Line, {
    send(frame: Parameters<Line['send']>[0]) {
      const said = parseMessage(Buffer.from(frame.subarray(headSize)));
      if (said.type !== 'room-open') line.send(frame);
      else line.send(encode({ ...said, members: [...(said.members ?? []), 'eva'] }));
    },
  });

const wary = { wary: true } as const;
const id = 'ab'.repeat(16);

const make = ({ client }: TestClient): Promise<unknown> =>
  client.ask({ kind: 'create', id, what: 'group', name: 'lab', members: ['bob'] });

const isNew = ({ newcomers }: { newcomers?: unknown }): boolean => newcomers !== undefined;
const isSealed = ({ sealed }: { sealed: boolean }): boolean => sealed;

test('whom the nuvem has in a new group, and nobody named, hears nothing of it before that is agreed to', async () => {
  await using rig = await newRig();
  await using bob = await sealing(rig, 'bob', wary);
  await using eva = await sealing(rig, 'eva');
  await using ana = await sealing(rig, 'ana', { ...wary, through: withEva });

  await make(ana);
  await ana.say('+lab', 'só para bob', 'waiting');
  const first = await stands(ana, '+lab', isSealed);
  await using again = await ana.again();
  const row = await stands(again, '+lab', isSealed);
  await told(eva, 'room', ({ room }) => room.sealed);
  const { to, newcomers } = (await eva.client.ask({ kind: 'rooms' })).find(
    ({ kind }) => kind === 'group',
  )!;
  const before = await eva.texts(to);
  await again.client.ask({ kind: 'meet', room: '+lab', mark: row.newcomers?.mark ?? '' });
  await hears(eva, 'só para bob');
  await hears(bob, 'só para bob');

  for (const { newcomers: strangers } of [first, row]) assert.deepEqual(strangers?.people, ['eva']);
  assert.deepEqual((await roomOf(bob, '+lab'))?.newcomers?.people, ['eva']);
  assert.equal(newcomers, undefined);
  assert.notEqual(to, '+lab');
  assert.deepEqual(before, []);
});

test('whom a new group was made for is remembered by who ends before it begins', async () => {
  await using rig = await newRig();
  await using bob = await sealing(rig, 'bob');
  await using eva = await sealing(rig, 'eva');
  const liar = newLiar();
  const through = (line: Line): Line => withEva(liar.through(line));
  await using ana = await sealing(rig, 'ana', { ...wary, through });
  liar.answer(({ type }) => (type === 'room-devices' ? [] : undefined));

  void make(ana).catch(() => {});
  await stands(ana, '+lab', () => true);
  await ana.say('+lab', 'um', 'waiting');
  liar.repent();
  await using again = await ana.again();
  const { newcomers } = await stands(again, '+lab', isSealed);
  await again.client.ask({ kind: 'meet', room: '+lab', mark: newcomers?.mark ?? '' });
  await hears(bob, 'um');
  await hears(eva, 'um');

  assert.deepEqual(newcomers?.people, ['eva']);
});

test('another device of who made a group asks for whom nobody named, too', async () => {
  await using rig = await newRig();
  await using bob = await sealing(rig, 'bob');
  await using eva = await sealing(rig, 'eva');
  await using ana = await sealing(rig, 'ana', { through: withEva });
  await using second = await sealing(rig, 'ana', { ...wary, enrol: 'login' });

  await make(ana);
  const { newcomers } = await stands(second, '+lab', isSealed);
  await ana.say('+lab', 'um');
  await hears(bob, 'um');
  await hears(eva, 'um');

  assert.deepEqual(newcomers?.people, ['eva']);
});

test('nobody is asked about those for whom a group was made, nor about the other one of a direct message', async () => {
  await using rig = await newRig();
  await using bob = await sealing(rig, 'bob', wary);
  await using ana = await sealing(rig, 'ana', wary);

  await make(ana);
  await ana.say('+lab', 'um');
  await hears(bob, 'um');
  await bob.say('+lab', 'dois');
  await hears(ana, 'dois');
  await bob.say('@ana', 'oi');
  await hears(ana, 'oi');
  await ana.say('@bob', 'oi de volta');
  await hears(bob, 'oi de volta');

  for (const who of [ana, bob])
    assert.deepEqual((await who.client.ask({ kind: 'rooms' })).filter(isNew), []);
});
