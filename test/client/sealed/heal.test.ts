import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import type { TestClient } from '../../rig/client.ts';
import { easyClock } from '../../rig/clock.ts';
import { fromOlderCopy, withoutDatabase } from '../../rig/copies.ts';
import { hears, sealing, stands, told } from '../../rig/crew.ts';
import { newRig } from '../../rig/nuvem.ts';

// Who lets others in waits for those before them: time passes while nobody works, and that is a moment here.
const clock = easyClock();
after(clock.end);

const isDown = (who: TestClient) => told(who, 'link', ({ link }) => link.state === 'down');
const isOldCopy = (who: TestClient) =>
  told(who, 'notice', ({ reason }) => reason?.[0] === 'old-copy');

/** That everybody could open everything, and nothing looked wrong. */
function assertClean(...people: readonly TestClient[]): void {
  for (const { events } of people)
    for (const each of events) {
      assert.notEqual(each.event, 'suspicion');
      assert.notEqual(each.event === 'line' && each.line.content.kind, 'unreadable');
    }
}

const sees = (
  who: TestClient,
  { device, change }: { device: number; change: 'added' | 'removed' },
) =>
  told(
    who,
    'line',
    ({ line: { content } }) =>
      content.kind === 'roster' && content[change].some((each) => each.device === device),
  );

const wasOldCopy = (who: TestClient) =>
  told(who, 'notice', ({ reason }) => reason?.[0] === 'was-old-copy');

test('an older copy whose waiting lines were sent meanwhile uses no key twice, and sends nothing twice', async () => {
  await using rig = await newRig({ clock });
  const first = await sealing(rig, 'ana', { clock });
  await using bob = await sealing(rig, 'bob', { clock });
  await first.say('@bob', 'um');
  await hears(bob, 'um');
  first.network(false);
  first.cut();
  await isDown(first);
  await first.say('@bob', 'dois', 'waiting');
  await first.say('@bob', 'tres', 'waiting');
  await using ana = await fromOlderCopy(first, () => hears(bob, 'tres'));
  await wasOldCopy(ana);
  await ana.say('@bob', 'quatro');
  await hears(bob, 'quatro');
  await bob.say('@ana', 'cinco');
  await hears(ana, 'cinco');

  assertClean(ana, bob);
  const all = ['um', 'dois', 'tres', 'quatro', 'cinco'];
  assert.deepEqual(await bob.texts('@ana'), all);
  assert.deepEqual(await ana.texts('@bob'), all);
});

test('what was written into an older copy, under a number that was used meanwhile, is given back to its writer', async () => {
  await using rig = await newRig({ clock });
  const first = await sealing(rig, 'ana', { clock });
  await using bob = await sealing(rig, 'bob', { clock });
  await first.say('@bob', 'um');
  await hears(bob, 'um');
  const old = await fromOlderCopy(
    first,
    async (live) => {
      await live.say('@bob', 'dois');
      await hears(bob, 'dois');
    },
    async (copy) => {
      copy.network(false);
      copy.cut();
      await copy.say('@bob', 'outra coisa', 'waiting');
    },
  );
  await using ana = old;
  ana.network(true);
  await ana.client.ask({ kind: 'retry' });
  await told(ana, 'state', ({ state }) => state === 'failed');
  await ana.say('@bob', 'tres');
  await hears(bob, 'tres');

  assertClean(ana, bob);
  assert.deepEqual(await bob.texts('@ana'), ['um', 'dois', 'tres']);
});

test('an older copy that the nuvem has later lines of is signed off, and comes back as a new device', async () => {
  await using rig = await newRig({ clock });
  const first = await sealing(rig, 'ana', { clock });
  await using bob = await sealing(rig, 'bob', { clock });
  await first.say('@bob', 'um');
  const old = await fromOlderCopy(first, async (live) => {
    await live.say('@bob', 'dois');
    await hears(bob, 'dois');
  });
  const { device } = old.kept();
  await isOldCopy(old);
  await old.say('@bob', 'tres', 'waiting');
  await sees(bob, { device, change: 'removed' });

  await using ana = await old.anew();
  await hears(bob, 'tres');
  await bob.say('@ana', 'quatro');
  await hears(ana, 'quatro');

  assertClean(ana, bob);
  assert.deepEqual(await bob.texts('@ana'), ['um', 'dois', 'tres', 'quatro']);
  assert.deepEqual(await ana.texts('@bob'), ['um', 'tres', 'quatro']);
});

test('a device without its database signs itself off, also when it has only read, and comes back as a new one', async () => {
  await using rig = await newRig({ clock });
  await using ana = await sealing(rig, 'ana', { clock });
  const first = await sealing(rig, 'bob', { clock });
  await ana.say('@bob', 'um');
  await ana.say('@bob', 'dois');
  await hears(first, 'dois');
  const { device } = first.kept();
  const { seq = 0 } = (await hears(first, 'dois')).line;
  await first.client.ask({ kind: 'read', room: '@ana', seq });
  await told(ana, 'receipt', ({ read }) => read === seq);
  const lost = await withoutDatabase(first);
  await isOldCopy(lost);
  await sees(ana, { device, change: 'removed' });

  await using bob = await lost.anew();
  await stands(bob, '@ana', (room) => room.sealed && room.waiting === undefined);
  await bob.say('@ana', 'tres');
  await hears(ana, 'tres');

  assertClean(ana, bob);
  assert.deepEqual(await bob.texts('@ana'), ['tres']);
  assert.equal((await stands(bob, '@ana', () => true)).read >= seq, true);
});

test('an older copy whose lines were sealed anew for a later epoch meanwhile uses no key of that twice', async () => {
  await using rig = await newRig({ clock });
  const first = await sealing(rig, 'ana', { clock });
  await using bob = await sealing(rig, 'bob', { clock });
  await first.say('@bob', 'um');
  await hears(bob, 'um');
  // Sealed, and lost on its way.
  const died = first.dies('after', (write) => write.do === 'seal');
  first.say('@bob', 'dois').catch(() => {});
  await died;
  const old = await fromOlderCopy(first, async (live) => {
    live.network(false);
    live.cut();
    await using other = await sealing(rig, 'bob', { clock, enrol: 'login' });
    await stands(other, '@ana', (room) => room.sealed && room.waiting === undefined);
    live.network(true);
    await live.client.ask({ kind: 'retry' });
    await hears(bob, 'dois');
  });
  await using ana = old;
  await ana.say('@bob', 'tres');
  await hears(bob, 'tres');

  assertClean(ana, bob);
  assert.deepEqual(await bob.texts('@ana'), ['um', 'dois', 'tres']);
  assert.deepEqual(await ana.texts('@bob'), ['um', 'dois', 'tres']);
});

test('who leaves is taken out though nobody says anything, and everybody knows how many are left', async () => {
  await using rig = await newRig({ clock });
  await using ana = await sealing(rig, 'ana', { clock });
  await using bob = await sealing(rig, 'bob', { clock });
  await using eva = await sealing(rig, 'eva', { clock });
  const id = 'ab'.repeat(16);
  await ana.client.ask({ kind: 'create', id, what: 'group', name: 'lab', members: ['bob'] });
  await ana.say('+lab', 'um');
  await hears(bob, 'um');
  await ana.client.ask({ kind: 'add', room: '+lab', members: ['eva'] });
  for (const who of [ana, bob, eva]) await stands(who, '+lab', ({ members }) => members === 3);

  await eva.client.ask({ kind: 'leave', room: '+lab' });
  await told(eva, 'room-gone', ({ room }) => room === '+lab');
  for (const who of [ana, bob]) await stands(who, '+lab', ({ members }) => members === 2);

  assertClean(ana, bob, eva);
});
