import assert from 'node:assert/strict';
import { test } from 'node:test';

import { realClock } from '../../../src/base/clock.ts';
import type { LineRow } from '../../../src/client/port.ts';
import { wearOf } from '../../../src/client/seal/wear.ts';
import type { Self } from '../../../src/e2ee/package.ts';
import { atBeginning } from '../../../src/e2ee/witness.ts';
import type { TestClient } from '../../rig/client.ts';
import { hears, sealing, told } from '../../rig/crew.ts';
import { newRig } from '../../rig/nuvem.ts';

const day = 86_400_000;

/** A clock that runs, and that a test puts forward or back. */
function movable() {
  let by = 0;
  const now = (): number => realClock.now() + by;
  const uptime = (): number => realClock.uptime() + Math.max(0, by);
  return { clock: { ...realClock, now, uptime }, move: (ms: number) => void (by += ms) };
}

const isRenewal = ({ content }: LineRow): boolean =>
  content.kind === 'roster' && content.added.length + content.removed.length === 0;

const renewals = async (who: TestClient, room: string): Promise<number> => {
  const rows = await who.client.ask({ kind: 'lines', room, limit: 100 });
  return rows.filter(isRenewal).length;
};

test('own keys are made anew after seven days, once, with the first lines that follow', async () => {
  await using rig = await newRig();
  const { clock, move } = movable();
  await using ana = await sealing(rig, 'ana', { clock });
  await using bob = await sealing(rig, 'bob');
  await ana.say('@bob', 'um');
  await hears(bob, 'um');

  move(6 * day);
  await ana.say('@bob', 'dois');
  await hears(bob, 'dois');
  const early = await renewals(bob, '@ana');
  move(2 * day);
  await ana.say('@bob', 'tres');
  const { line } = await told(bob, 'line', (event) => isRenewal(event.line));
  for (const text of ['quatro', 'cinco']) {
    await ana.say('@bob', text);
    await hears(bob, text);
  }

  assert.equal(early, 0);
  assert.equal(line.from, 'ana');
  assert.equal(await renewals(bob, '@ana'), 1);
  assert.deepEqual(await bob.texts('@ana'), ['um', 'dois', 'tres', 'quatro', 'cinco']);
});

test('a clock that goes to and fro makes no storm of commits, and none at a log-in', async () => {
  await using rig = await newRig();
  const { clock, move } = movable();
  const first = await sealing(rig, 'ana', { clock });
  await using bob = await sealing(rig, 'bob');
  await first.say('@bob', 'um');
  await hears(bob, 'um');
  move(30 * day);
  await using ana = await first.again();
  await told(ana, 'link', ({ link }) => link.state === 'up');

  await ana.say('@bob', 'dois');
  await hears(bob, 'dois');
  const atLogin = await renewals(bob, '@ana');
  move(120_000);
  await ana.say('@bob', 'tres');
  await told(bob, 'line', (event) => isRenewal(event.line));
  for (const text of ['quatro', 'cinco', 'seis']) {
    await ana.say('@bob', text);
    await hears(bob, text);
  }

  assert.equal(atLogin, 0);
  assert.equal(await renewals(bob, '@ana'), 1);
});

test('keys are due after a thousand own lines, after seven days, and when the clock went back', () => {
  const self = { key: new Uint8Array(32) } as Self;
  const dueAt = (age: number, lines: number) => {
    const witness = { ...atBeginning(), counts: new Map([['0'.repeat(64), 500 + lines]]) };
    const place = { renewed: { at: 100 * day, count: 500 }, witness };
    return wearOf({ self, now: () => 100 * day + age }, place);
  };

  assert.deepEqual([dueAt(0, 999), dueAt(7 * day, 0), dueAt(-day, 0)], Array(3).fill(undefined));
  assert.equal(dueAt(0, 1000), 'worn');
  assert.equal(dueAt(7 * day + 1, 0), 'old');
  assert.equal(dueAt(-2 * day, 0), 'old');
});
