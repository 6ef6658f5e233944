import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { ClientError } from '../../../src/client/port.ts';
import { testClock } from '../../rig/clock.ts';
import { hears, sealing } from '../../rig/crew.ts';
import { newLiar, type Said } from '../../rig/liar.ts';
import { newRig } from '../../rig/nuvem.ts';
import { rests } from '../rig/hostile.ts';

test('who is written to before they could be let in gets it as soon as they can, and no time passes', async () => {
  await using rig = await newRig({ settings: { silence: 600_000 } });
  const [asked, kept] = [newLiar(), newLiar()];
  const clock = testClock(Date.now());
  const late: Said[] = [];
  kept.tell((said) => (said.type === 'keys-left' ? (late.push(said), []) : [said]));
  await using ana = await sealing(rig, 'ana', { through: asked.through, clock });
  await using bob = await sealing(rig, 'bob', { through: kept.through });
  await rests(bob, kept);
  const said = ana.say('@bob', 'oi');
  await rests(ana, asked);
  assert.deepEqual([asked.count('keys-claim'), asked.count('commit')], [1, 0]);
  kept.repent();
  kept.say(...late);

  await said;
  await hears(bob, 'oi');
  assert.equal(clock.uptime(), 0);
});

test('a first line to somebody who blocks its writer before it can be sealed fails, and says so', async () => {
  await using rig = await newRig({ settings: { silence: 600_000 } });
  const [asked, kept] = [newLiar(), newLiar()];
  const clock = testClock(Date.now());
  kept.tell((said) => (said.type === 'keys-left' ? [] : [said]));
  await using ana = await sealing(rig, 'ana', { through: asked.through, clock });
  await using bob = await sealing(rig, 'bob', { through: kept.through });
  const said = ana.say('@bob', 'oi').catch(({ refusal }: ClientError) => refusal);
  await rests(ana, asked);

  await bob.client.ask({ kind: 'block', name: 'ana', on: true });
  clock.advance(10_000);
  await rests(ana, asked);
  const outcome = await Promise.race([said, rests(ana, asked).then(() => 'it waits')]);

  assert.equal(outcome, 'blocked');
});
