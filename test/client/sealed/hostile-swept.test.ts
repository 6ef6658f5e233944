import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Clock, realClock } from '../../../src/base/clock.ts';
import type { TestClient } from '../../rig/client.ts';
import { testClock } from '../../rig/clock.ts';
import { hears, sealing, stands, told } from '../../rig/crew.ts';
import { newRig, type Rig } from '../../rig/nuvem.ts';

const day = 86_400_000;

const warnings = ({ events }: TestClient): readonly string[] =>
  events.flatMap((event) => {
    if (event.event === 'suspicion') return [event.suspicion.kind];
    return event.event === 'notice' ? [event.reason[0]] : [];
  });

interface Scene extends AsyncDisposable {
  readonly rig: Rig;
  readonly ana: TestClient;
  readonly bob: TestClient;
  /** So many days pass for bob while he is away, and the nuvem sweeps as if a month had. */
  readonly away: (days: number, meanwhile: () => Promise<unknown>) => Promise<void>;
}

/** Ana and bob, who have talked in a group. */
async function newScene(time: Clock = realClock): Promise<Scene> {
  const rig = await newRig();
  let ahead = 0;
  const clock = { ...time, now: () => time.now() + ahead };
  const [ana, bob] = await Promise.all([sealing(rig, 'ana'), sealing(rig, 'bob', { clock })]);
  await ana.client.ask({
    kind: 'create',
    id: 'ab'.repeat(16),
    what: 'group',
    name: 'lab',
    members: ['bob'],
  });
  await ana.say('+lab', 'antes');
  await hears(bob, 'antes');
  await bob.say('+lab', 'li');
  await hears(ana, 'li');
  return {
    rig,
    ana,
    bob,
    async away(days, meanwhile) {
      bob.network(false);
      bob.cut();
      await bob.until('link', ({ link }) => link.state === 'down');
      await meanwhile();
      await rig.store.sweep(Date.now() + 31 * day, rig.nuvem.world.settings.keep, 1000);
      ahead += days * day;
      bob.network(true);
      await bob.client.ask({ kind: 'retry' });
      await bob.until('link', ({ link }) => link.state === 'up');
    },
    async [Symbol.asyncDispose]() {
      for (const each of [ana, bob, rig]) await each[Symbol.asyncDispose]();
    },
  };
}

test('what was swept while one was away for longer than it is kept is a gap, and nothing else', async () => {
  await using scene = await newScene();
  const { ana, bob } = scene;

  await scene.away(31, async () => {
    for (const text of ['um', 'dois', 'tres']) await ana.say('+lab', text);
  });
  await bob.until('gap');
  await ana.say('+lab', 'quatro');
  await hears(bob, 'quatro');
  await bob.say('+lab', 'cinco');
  await hears(ana, 'cinco');
  await ana.say('+lab', 'seis');
  await hears(bob, 'seis');

  assert.deepEqual([warnings(ana), warnings(bob)], [[], []]);
  assert.deepEqual(await bob.texts('+lab'), ['antes', 'li', 'quatro', 'cinco', 'seis']);
});

test('a nuvem that claims to have swept what it still has to keep is found out', async () => {
  await using scene = await newScene();
  const { ana, bob } = scene;

  await scene.away(2, async () => {
    for (const text of ['um', 'dois']) await ana.say('+lab', text);
  });
  await bob.until('gap');
  await ana.say('+lab', 'quatro');
  await told(bob, 'suspicion', ({ suspicion }) => suspicion.kind === 'forked');

  assert.deepEqual(warnings(bob), ['swept', 'missing', 'forked']);
});

test('who was away while a commit was swept is let in anew, and accuses nobody', async () => {
  const clock = testClock(Date.now());
  await using scene = await newScene(clock);
  const { rig, ana, bob } = scene;
  await using eva = await sealing(rig, 'eva');

  await scene.away(31, async () => {
    await ana.client.ask({ kind: 'add', room: '+lab', members: ['eva'] });
    await stands(eva, '+lab', ({ sealed }) => sealed);
    await ana.say('+lab', 'com eva');
    await hears(eva, 'com eva');
  });
  await bob.until('gap');
  await stands(bob, '+lab', ({ waiting }) => waiting === 'let-in');
  clock.advance(10_000);
  await stands(bob, '+lab', ({ waiting }) => waiting === undefined);
  await ana.say('+lab', 'depois');
  await hears(bob, 'depois');

  assert.deepEqual([warnings(ana), warnings(bob)], [[], []]);
});

test('a nuvem that keeps things for a shorter time than before is told of, though it told of none between', async () => {
  await using scene = await newScene();
  const { rig, bob } = scene;
  const { settings } = rig.nuvem.world;

  for (const privateMs of [0, 60_000, 0, day]) {
    Object.assign(settings, { keep: { ...settings.keep, privateMs } });
    await scene.away(0, () => Promise.resolve());
  }

  assert.deepEqual(
    bob.events.flatMap((event) => (event.event === 'notice' ? [event.reason] : [])),
    [['keep-shorter', 1, 30]],
  );
});
