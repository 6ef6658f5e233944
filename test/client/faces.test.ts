import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ClientError } from '../../src/client/port.ts';
import { newClient, type TestClient } from '../rig/client.ts';
import { newRig, type Rig } from '../rig/nuvem.ts';

async function newcomer(rig: Rig, name: string): Promise<TestClient> {
  const person = await newClient(rig, name, { seals: true });
  await person.until('link', ({ link }) => link.state === 'up');
  return person;
}

const sealed = (who: TestClient) => who.until('room', ({ room }) => room.sealed);

test('a room says that its next line seals it, and then that it is sealed', async () => {
  await using rig = await newRig();
  await using ana = await newcomer(rig, 'ana');
  await using bob = await newcomer(rig, 'bob');
  const id = '0'.repeat(32);

  const made = await ana.client.ask({
    kind: 'create',
    id,
    what: 'group',
    name: 'lab',
    members: ['bob'],
  });
  await ana.say('+lab', 'um');
  const { room } = await sealed(bob);

  assert.deepEqual([made.sealed, made.waiting, made.alarm], [false, 'line', []]);
  assert.deepEqual([room.to, room.waiting, room.alarm], ['+lab', undefined, []]);
  const [one, other] = await Promise.all(
    [ana, bob].map(({ client }) => client.ask({ kind: 'room-code', room: '+lab' })),
  );
  assert.match(one!.code, /^(\d{5} ){4}\d{5}$/);
  assert.deepEqual(one, other);
});

test('two people see the same digits, and accept those that they saw and no others', async () => {
  await using rig = await newRig();
  await using ana = await newcomer(rig, 'ana');
  await using bob = await newcomer(rig, 'bob');
  await ana.say('@bob', 'oi');
  await sealed(bob);

  const known = await ana.client.ask({ kind: 'person', name: '@Bob' });
  const back = await bob.client.ask({ kind: 'person', name: 'ana' });
  const others = known.safety!.replaceAll(/\d/g, '0');
  const wrong = ana.client.ask({ kind: 'accept', name: 'bob', safety: others });
  await assert.rejects(wrong, (fault: ClientError) => fault.reason[0] === 'digits-changed');
  const { safety = '' } = known;
  const accepted = await ana.client.ask({ kind: 'accept', name: 'bob', safety });
  const after = await ana.client.ask({ kind: 'person', name: 'bob' });

  assert.deepEqual([known.verified, known.changed, known.safety], [false, false, back.safety]);
  assert.deepEqual(accepted, { ...known, verified: true });
  assert.deepEqual(after, accepted);
});
