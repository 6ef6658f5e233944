import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import type { TestClient } from '../rig/client.ts';
import { fastClock } from '../rig/clock.ts';
import { fromOlderCopy, withoutDatabase } from '../rig/copies.ts';
import { hears, sealing, stands, told } from '../rig/crew.ts';
import { newRig } from '../rig/nuvem.ts';

// Who lets others in waits for those before them: a second of theirs is a moment here.
const clock = fastClock(10);
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

test('an older copy whose waiting lines were sent meanwhile seals nothing with a used key, and comes back as a new device', async () => {
  await using rig = await newRig();
  const first = await sealing(rig, 'ana', { clock });
  await using bob = await sealing(rig, 'bob', { clock });
  await first.say('@bob', 'um');
  await hears(bob, 'um');
  first.network(false);
  first.cut();
  await isDown(first);
  await first.say('@bob', 'dois', 'waiting');
  await first.say('@bob', 'tres', 'waiting');
  const old = await fromOlderCopy(first, () => hears(bob, 'tres'));
  const { device } = old.kept();
  await isOldCopy(old);
  await old.say('@bob', 'quatro', 'waiting');
  await sees(bob, { device, change: 'removed' });

  await using ana = await old.anew();
  await stands(ana, '@bob', (room) => room.sealed && room.waiting === undefined);
  await hears(bob, 'quatro');
  await bob.say('@ana', 'cinco');
  await hears(ana, 'cinco');

  assertClean(ana, bob);
  assert.deepEqual(await bob.texts('@ana'), ['um', 'dois', 'tres', 'quatro', 'cinco']);
  const rows = await ana.client.ask({ kind: 'lines', room: '@bob', limit: 100 });
  const [dois] = rows.filter(({ content }) => content.kind === 'text' && content.text === 'dois');
  assert.equal(dois?.state, 'failed');
});

test('a device without its database signs itself off, also when it has only read, and comes back as a new one', async () => {
  await using rig = await newRig();
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
