import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { setImmediate as turnOver } from 'node:timers/promises';

import { entryKinds } from '../../../src/protocol/entries.ts';
import { told } from '../../rig/crew.ts';
import type { Lie, Said } from '../../rig/liar.ts';
import { type Crew, hears, inGroup, newCrew, pass, rests, sees, shown } from '../rig/hostile.ts';

const isInvite = (said: Said): boolean =>
  said.type === 'message' && said.kind === entryKinds.invite;

/** Bob comes back each time that his connection ends, until that has come about. */
async function inTime<T>({ bob, clock }: Crew, what: Promise<T>): Promise<T> {
  const state = { over: false };
  const end = what.finally(() => void (state.over = true));
  while (!state.over) {
    const last = bob.events.findLast(({ event }) => event === 'link');
    if (last?.event === 'link' && last.link.state === 'down') clock.advance(100);
    await turnOver();
  }
  return end;
}

/** What becomes of what bob sends is kept from him, and that he is out is told. */
const untold =
  (...sent: readonly string[]): Lie =>
  (said, asked) =>
    sent.includes(asked?.type ?? '') || said.type === 'message' || said.type === 'page'
      ? []
      : [said];

test('who is taken out of a group before his invitation comes reads what was said while he was in', async () => {
  await using crew = await newCrew();
  const { ana, bob, liar } = crew;
  const invites: Said[] = [];
  const gone: Said[] = [];
  liar.tell((said) => {
    if (said.type === 'room-gone') gone.push(said);
    if (isInvite(said)) invites.push(said);
    return isInvite(said) ? [] : [said];
  });
  await rests(bob, liar);
  const key = randomBytes(16).toString('hex');
  await ana.client.ask({ kind: 'create', id: key, what: 'group', name: 'g', members: ['bob'] });
  await ana.say('+g', 'um');
  await ana.client.ask({ kind: 'remove', room: '+g', member: 'bob' });
  while (gone.length === 0) await rests(bob, liar);
  liar.repent();
  liar.say(...invites);

  await inTime(
    crew,
    told(bob, 'room-gone', () => true),
  );
  const lines = await bob.client.ask({ kind: 'lines', room: key, limit: 100 });
  assert.deepEqual(
    lines.map(shown).filter((line) => line.includes(':')),
    ['ana: um'],
  );
});

test('a line on its way as the room goes is not told to have failed before that is known', async () => {
  await using crew = await newCrew();
  const { to, key, ana, bob, liar } = await inGroup(crew, 'g');
  liar.tell(untold('post'));
  const said = bob.say(to, 'um');
  await hears(ana, to, 'um');
  liar.repent();
  liar.say({ type: 'room-gone', room: Buffer.from(key, 'hex') });

  await inTime(crew, said);
  await rests(bob, liar);
  assert.deepEqual(
    (await sees(bob, to)).filter((line) => line.includes(': ')),
    ['bob: um'],
  );
});

test('a commit on its way as the room goes is followed when it was taken', async () => {
  await using crew = await newCrew();
  const { ana, bob, liar } = crew;
  liar.tell(untold('commit'));
  const said = bob.say('@ana', 'um');
  while (liar.count('commit') === 0) await pass(crew, 5);
  await told(ana, 'room', ({ room }) => room.to === '@bob' && room.waiting === undefined);
  liar.repent();
  const { room } = liar.asked.find(({ type }) => type === 'commit') as Extract<
    (typeof liar.asked)[number],
    { type: 'commit' }
  >;
  liar.say({ type: 'room-gone', room });

  await inTime(crew, said);
  await hears(ana, '@bob', 'um');
  await rests(bob, liar);
  const lines = await bob.client.ask({ kind: 'lines', room: '@ana', limit: 100 });
  assert.deepEqual(lines.map(shown), ['bob +ana', 'bob: um']);
});
