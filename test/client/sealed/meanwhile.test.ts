import assert from 'node:assert/strict';
import { test } from 'node:test';

import { entryKinds } from '../../../src/protocol/entries.ts';
import type { Entry } from '../../../src/protocol/messages.ts';
import { told } from '../../rig/crew.ts';
import type { Lie, Said } from '../../rig/liar.ts';
import { type Crew, hears, newCrew, pass, rests, shown } from '../rig/hostile.ts';

const isInvite = (said: Said): boolean =>
  said.type === 'message' && said.kind === entryKinds.invite;

const isCommit = ({ kind, from }: Entry): boolean => kind === entryKinds.commit && from === 'bob';

/** Keeps back what fits, until it is wanted. */
function keeper(fits: Lie): { readonly lie: Lie; readonly kept: Said[] } {
  const kept: Said[] = [];
  const lie: Lie = (said, asked) => {
    if (fits(said, asked).length > 0) return [said];
    kept.push(said);
    return [];
  };
  return { lie, kept };
}

/** Bob's time goes on until that has come about. */
async function inTime<T>(crew: Crew, what: Promise<T>): Promise<T> {
  const state = { over: false };
  const end = what.finally(() => void (state.over = true));
  while (!state.over) await pass(crew, 5);
  return end;
}

const textsOf = async ({ ana }: Crew): Promise<readonly string[]> => {
  const lines = await ana.client.ask({ kind: 'lines', room: '@bob', limit: 100 });
  return lines.map(shown).filter((line) => line.includes(': '));
};

test('who is not let in begins anew, and reads the log from where it waited', async () => {
  await using crew = await newCrew();
  const { ana, bob, liar } = crew;
  liar.tell((said) => (isInvite(said) ? [] : [said]));
  await ana.say('@bob', 'um');
  await ana.say('@bob', 'dois');
  await rests(bob, liar);
  const said = bob.say('@ana', 'eu');
  await pass(crew, 11);

  await inTime(crew, said);
  await hears(ana, '@bob', 'eu');
  assert.deepEqual(await textsOf(crew), ['ana: um', 'ana: dois', 'bob: eu']);
});

test('the number of a commit that was sent is no line’s, though the invitation came meanwhile', async () => {
  await using crew = await newCrew();
  const { ana, bob, liar } = crew;
  const invites = keeper((said) => (isInvite(said) ? [] : [said]));
  const fates = keeper((said, asked) => {
    const isFate = asked?.type === 'commit' && said.type === 'stored';
    const isEcho =
      (said.type === 'message' && isCommit(said)) ||
      (said.type === 'page' && said.entries.some(isCommit));
    return isFate || isEcho ? [] : [said];
  });
  liar.tell(invites.lie);
  liar.tell(fates.lie);
  await ana.say('@bob', 'um');
  await rests(bob, liar);
  const said = bob.say('@ana', 'eu');
  await pass(crew, 11);
  liar.say(...invites.kept);
  await told(bob, 'room', ({ room }) => room.to === '@ana' && room.waiting === undefined);
  await rests(bob, liar);
  assert.equal(liar.count('post'), 0);
  liar.say(...fates.kept);

  await inTime(crew, said);
  await hears(ana, '@bob', 'eu');
  assert.deepEqual(await textsOf(crew), ['ana: um', 'bob: eu']);
});

test('what was written behind a line whose answer was lost goes out', async () => {
  await using crew = await newCrew();
  const { ana, bob, liar, clock } = crew;
  await inTime(crew, bob.say('@ana', 'um'));
  await rests(bob, liar);
  liar.tell((said, asked) => (asked?.type === 'post' || said.type === 'message' ? [] : [said]));
  const first = bob.say('@ana', 'dois');
  await hears(ana, '@bob', 'dois');
  bob.network(false);
  bob.cut();
  await told(bob, 'link', ({ link }) => link.state === 'down');
  const second = bob.say('@ana', 'tres');
  liar.repent();
  const log = keeper((said) => (said.type === 'message' ? [] : [said]));
  liar.tell(log.lie);
  bob.network(true);
  clock.advance(10_000);
  await told(bob, 'link', ({ link }) => link.state === 'up');
  await rests(bob, liar);
  liar.repent();
  liar.say(...log.kept);

  await inTime(crew, Promise.all([first, second]));
  await hears(ana, '@bob', 'tres');
  assert.deepEqual(await textsOf(crew), ['bob: um', 'bob: dois', 'bob: tres']);
});
