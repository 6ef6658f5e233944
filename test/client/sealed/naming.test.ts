import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { memoryStore } from '../../../src/store/memory.ts';
import type { TestClient } from '../../rig/client.ts';
import { hears, roomOf, sealing, stands } from '../../rig/crew.ts';
import { newRig, type Rig } from '../../rig/nuvem.ts';

const id = (): string => randomBytes(16).toString('hex');

const found = (who: TestClient, name: string, members: readonly string[]) =>
  who.client.ask({ kind: 'create', id: id(), what: 'group', name, members });

const change = (who: TestClient, room: string, to: { name?: string; topic?: string }) =>
  who.client.ask({ kind: 'set-room', room, ...to });

/** What the room is called there, once that is so. */
const calledSo = (who: TestClient, to: string) => stands(who, to, () => true);

/** What the nuvem has of a room, all of it, opened with its own keys. */
async function known(rig: Rig, key: string): Promise<string> {
  const room = await rig.store.roomByKey(Buffer.from(key, 'hex'));
  assert(room);
  const log = await rig.store.read(room.id, 0, 1000, 10_000_000);
  const activity = await rig.store.activity(0, 1000);
  const bodies = log.map(({ body }) => Buffer.from(body).toString('latin1'));
  return JSON.stringify([room, activity, bodies]);
}

test('what a group is called is known to its members, and the nuvem has none of it', async () => {
  await using rig = await newRig({ settings: { sealedOnly: true } });
  await using ana = await sealing(rig, 'ana');
  await using bob = await sealing(rig, 'bob');

  const { key, to } = await found(ana, 'cavalo', ['bob']);
  await calledSo(bob, '+cavalo');
  await change(ana, '+cavalo', { topic: 'feno e aveia' });
  await change(ana, '+cavalo', { name: 'estrebaria' });
  const { topic } = await calledSo(bob, '+estrebaria');

  assert.equal(to, '+cavalo');
  assert.equal(topic, 'feno e aveia');
  const had = await known(rig, key);
  assert.match(had, /"room.commit"/);
  for (const secret of ['cavalo', 'aveia', 'estrebaria']) assert(!had.includes(secret), secret);
  await assert.rejects(change(bob, '+estrebaria', { name: 'minha' }), { refusal: 'not-allowed' });
});

test('who comes later learns the name from the invitation, and the log says nothing of it', async () => {
  await using rig = await newRig();
  await using ana = await sealing(rig, 'ana');
  await using bob = await sealing(rig, 'bob');
  await using eva = await sealing(rig, 'eva');
  await found(ana, 'lab', ['bob']);
  await change(ana, '+lab', { topic: 'de tarde' });
  await calledSo(bob, '+lab');

  await ana.client.ask({ kind: 'add', room: '+lab', members: ['eva'] });
  const { topic } = await calledSo(eva, '+lab');
  const there = await eva.again();
  await using again = there;
  again.network(false);
  const kept = await roomOf(again, '+lab');
  const rows = await again.client.ask({ kind: 'lines', room: '+lab', limit: 100 });

  assert.equal(topic, 'de tarde');
  assert.deepEqual([kept?.to, kept?.topic], ['+lab', 'de tarde']);
  assert.deepEqual(
    rows.filter(({ content }) => content.kind === 'notice' && content.change === 'name'),
    [],
  );
});

test('of two who rename a group at once the log decides, for everybody alike', async () => {
  await using rig = await newRig();
  await using ana = await sealing(rig, 'ana');
  await using bob = await sealing(rig, 'bob');
  const { key } = await found(ana, 'lab', ['bob']);
  await calledSo(bob, '+lab');
  await ana.client.ask({ kind: 'role', room: '+lab', member: 'bob', role: 'admin' });
  await stands(bob, '+lab', ({ role }) => role === 'admin');

  await Promise.all([change(ana, key, { name: 'um' }), change(bob, key, { name: 'dois' })]);
  await ana.say(key, 'fim');
  await hears(bob, 'fim');

  const names = await Promise.all(
    [ana, bob].map(async ({ client }) => {
      const rooms = await client.ask({ kind: 'rooms' });
      return rooms.find((room) => room.key === key)?.to;
    }),
  );
  assert.ok(names[0] === '+um' || names[0] === '+dois');
  assert.equal(names[0], names[1]);
});

test('a nuvem that calls a sealed group something is not believed', async () => {
  const store = memoryStore();
  const lying = {
    ...store,
    roomOf: async (...asked: Parameters<typeof store.roomOf>) => {
      const room = await store.roomOf(...asked);
      return room?.kind === 'group' ? { ...room, name: 'banco', topic: 'senhas aqui' } : room;
    },
  };
  await using rig = await newRig({ store: lying });
  await using ana = await sealing(rig, 'ana');
  await using bob = await sealing(rig, 'bob');

  const { to } = await found(ana, 'lab', ['bob']);
  const { topic } = await calledSo(bob, '+lab');

  assert.deepEqual([to, topic], ['+lab', '']);
});
