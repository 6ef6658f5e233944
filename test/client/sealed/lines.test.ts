import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { memoryStore } from '../../../src/store/memory.ts';
import type { Store } from '../../../src/store/port.ts';
import { newClient, type TestClient } from '../../rig/client.ts';
import { newRig, type Rig } from '../../rig/nuvem.ts';

const up = (who: TestClient) => who.until('link', ({ link }) => link.state === 'up');

/** Waits until that text was received. */
const hears = (who: TestClient, text: string) =>
  who.until('line', ({ line: { content } }) => content.kind === 'text' && content.text === text);

/** Somebody whose lines leave sealed, and who can be let into rooms. */
async function newcomer(rig: Rig, name: string): Promise<TestClient> {
  const person = await newClient(rig, name, { seals: true });
  await up(person);
  return person;
}

test('a first line to somebody is sealed, read there, and answered', async () => {
  await using rig = await newRig();
  await using ana = await newcomer(rig, 'ana');
  await using bob = await newcomer(rig, 'bob');

  const row = await ana.say('@bob', 'segredo de ana');
  const { line } = await hears(bob, 'segredo de ana');
  await bob.client.ask({ kind: 'answer-request', room: '@ana', answer: 'accept' }).catch(() => {});
  await bob.say('@ana', 'segredo de bob');
  const { line: answer } = await hears(ana, 'segredo de bob');

  assert.equal(row.state, 'stored');
  assert.equal(line.sealed && answer.sealed, true);
});

test('people of a group read what is said from their coming on, and nothing after they were taken out', async () => {
  await using rig = await newRig();
  await using ana = await newcomer(rig, 'ana');
  await using bob = await newcomer(rig, 'bob');
  await using eva = await newcomer(rig, 'eva');
  const id = randomBytes(16).toString('hex');
  await ana.client.ask({ kind: 'create', id, what: 'group', name: 'lab', members: ['bob'] });
  await ana.say('+lab', 'um');
  await hears(bob, 'um');

  await ana.client.ask({ kind: 'add', room: '+lab', members: ['eva'] });
  await ana.say('+lab', 'dois');
  await hears(eva, 'dois');
  await ana.client.ask({ kind: 'remove', room: '+lab', member: 'bob' });
  await ana.say('+lab', 'tres');
  await hears(eva, 'tres');

  assert.deepEqual(await eva.texts('+lab'), ['dois', 'tres']);
  assert.equal((await bob.texts(id)).includes('tres'), false);
});

test('nobody is let into what two people say to each other, though the nuvem says that they wait', async () => {
  const store = memoryStore();
  const claimed: number[] = [];
  let third: number | undefined;
  const hostile: Store = {
    ...store,
    async roomDevices(...asked) {
      const found = await store.roomDevices(...asked);
      if (!found.ok || third === undefined) return found;
      const eva = { device: third, name: 'eva', state: 'waiting', since: 0 } as const;
      return { ok: true, value: { ...found.value, devices: [...found.value.devices, eva] } };
    },
    takeOffers(user, devices, at) {
      claimed.push(...devices);
      return store.takeOffers(user, devices, at);
    },
  };
  await using rig = await newRig({ store: hostile });
  await using ana = await newcomer(rig, 'ana');
  await using bob = await newcomer(rig, 'bob');
  await using eva = await newcomer(rig, 'eva');
  third = eva.kept().device;

  await ana.say('@bob', 'segredo');
  await hears(bob, 'segredo');

  assert.deepEqual(claimed, [bob.kept().device]);
});
