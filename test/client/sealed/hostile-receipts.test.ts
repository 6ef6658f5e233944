import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { LineRow } from '../../../src/client/port.ts';
import type { TestClient } from '../../rig/client.ts';
import { hears as hasHeard, sealing, stands, told } from '../../rig/crew.ts';
import { newRig } from '../../rig/nuvem.ts';
import { hears, newScenes, rests, type Scene, says } from '../rig/hostile.ts';

const inGroup = newScenes();

/** An own line, as it stands here now. */
async function lineOf(who: TestClient, to: string, text: string): Promise<LineRow | undefined> {
  const rows = await who.client.ask({ kind: 'lines', room: to, limit: 20 });
  return rows.find(({ content }) => content.kind === 'text' && content.text === text);
}

const standing = async ({ bob, to }: Scene, text: string) => {
  const { state, proved } = (await lineOf(bob, to, text)) ?? {};
  return [state, proved];
};

test(
  'a receipt that the nuvem made up proves nothing',
  inGroup(async (scene) => {
    const { ana, bob, liar, to, key } = scene;
    ana.network(false);
    ana.cut();
    const { seq = 0 } = await bob.say(to, 'um');
    const made = { room: Buffer.from(key, 'hex'), name: 'ana', delivered: seq, read: seq };
    liar.say({ type: 'receipt', rooms: [made] });
    await told(bob, 'state', (moved) => moved.seq === seq && moved.state === 'read');
    await rests(bob, liar);

    assert.deepEqual(await standing(scene, 'um'), ['read', undefined]);
    ana.network(true);
    await ana.client.ask({ kind: 'retry' });
    await hears(ana, to, 'um');
  }),
);

test(
  'what somebody says proves what they have of the lines before it',
  inGroup(async (scene) => {
    const { ana, bob, liar, to } = scene;
    await says(bob, to, 'um');
    await hears(ana, to, 'um');
    assert.deepEqual((await standing(scene, 'um'))[1], undefined);
    await says(ana, to, 'li');
    const { seq = 0 } = await bob.say(to, 'dois');
    await hears(bob, to, 'li');
    await rests(bob, liar);

    assert.deepEqual((await standing(scene, 'um'))[1], true);
    assert.deepEqual((await standing(scene, 'dois'))[1], undefined);
    const proofs = bob.events.flatMap((event) =>
      event.event === 'receipt' && event.room === to ? [event.proved ?? 0] : [],
    );
    assert.equal(proofs.at(-1), seq - 2);
    await told(bob, 'proved', (now) => now.room === to && now.upTo === seq - 2);
  }),
);

test(
  'what was received shows without a receipt, by the word of who received it',
  inGroup(async (scene) => {
    const { ana, bob, liar, to } = scene;
    liar.tell((said) => (said.type === 'receipt' ? [] : [said]));
    await says(bob, to, 'um');
    await hears(ana, to, 'um');
    await says(ana, to, 'li');
    await hears(bob, to, 'li');
    await rests(bob, liar);

    assert.deepEqual(await standing(scene, 'um'), ['delivered', true]);
  }),
);

test(
  'who was let in later proves nothing of what was said before',
  inGroup(async (scene) => {
    const { ana, bob, eva, liar, to } = scene;
    await says(bob, to, 'um');
    await hears(ana, to, 'um');
    await says(ana, to, 'li');
    await hears(bob, to, 'li');
    await ana.client.ask({ kind: 'add', room: to, members: ['eva'] });
    await stands(eva, to, ({ sealed }) => sealed);
    await says(eva, to, 'cheguei');
    await says(ana, to, 'oi');
    await hears(bob, to, 'oi');
    await rests(bob, liar);

    assert.deepEqual((await standing(scene, 'um'))[1], undefined);
  }),
);

test('what was proved stays so over a restart', async () => {
  await using rig = await newRig();
  await using bob = await sealing(rig, 'bob');
  const ana = await sealing(rig, 'ana');
  await ana.say('@bob', 'um');
  await hasHeard(bob, 'um');
  await bob.say('@ana', 'li');
  await told(ana, 'receipt', ({ proved = 0 }) => proved > 0);

  await using again = await ana.again();

  assert.equal((await lineOf(again, '@bob', 'um'))?.proved, true);
});
