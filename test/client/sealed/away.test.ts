import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { hears, sealing, stands } from '../../rig/crew.ts';
import { newLiar } from '../../rig/liar.ts';
import { newRig } from '../../rig/nuvem.ts';

test('who began a room, and hears of that when it has gone on, follows all of it at once', async () => {
  await using rig = await newRig();
  const liar = newLiar();
  await using ana = await sealing(rig, 'ana', { through: liar.through });
  await using bob = await sealing(rig, 'bob');
  // From her commit on she hears nothing more.
  liar.tell((said) => (liar.count('commit') > 0 ? [] : [said]));
  await ana.say('@bob', 'antes', 'waiting');
  await stands(bob, '@ana', ({ sealed }) => sealed);
  ana.network(false);
  ana.cut();
  await using other = await sealing(rig, 'bob', { enrol: 'login' });
  await stands(other, '@ana', ({ sealed }) => sealed);

  liar.repent();
  ana.network(true);
  await ana.client.ask({ kind: 'retry' });
  await hears(other, 'antes');

  assert.deepEqual(await other.texts('@ana'), ['antes']);
});

test('who is let in, out and in again while its disk is slow reads what was said each time', async () => {
  await using rig = await newRig();
  await using ana = await sealing(rig, 'ana');
  await using bob = await sealing(rig, 'bob');
  const disk = bob.holds(({ do: what }) => what === 'enter');
  const id = randomBytes(16).toString('hex');
  await ana.client.ask({ kind: 'create', id, what: 'group', name: 'lab', members: ['bob'] });
  await ana.say('+lab', 'um');
  await disk.met;
  await ana.client.ask({ kind: 'remove', room: '+lab', member: 'bob' });
  await ana.client.ask({ kind: 'add', room: '+lab', members: ['bob'] });
  await ana.say('+lab', 'dois');
  // All that was said to him is here, and nothing of it on his disk.
  await bob.client.ask({ kind: 'users' });
  await bob.client.ask({ kind: 'users' });

  disk.go();
  await hears(bob, 'dois');

  assert.deepEqual(await bob.texts(id), ['um', 'dois']);
});
