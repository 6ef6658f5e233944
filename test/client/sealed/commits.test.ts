import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import type { ClientEvent } from '../../../src/client/port.ts';
import { told } from '../../rig/crew.ts';
import type { Said } from '../../rig/liar.ts';
import { newCrew, pass, rests } from '../rig/hostile.ts';

type LineEvent = Extract<ClientEvent, { event: 'line' }>;

const isLeaving = ({ line: { content } }: LineEvent): boolean =>
  content.kind === 'notice' && content.change === 'leaving';

test('that somebody may not take out another does not keep who leaves in', async () => {
  await using crew = await newCrew();
  const { ana, bob, eva, liar } = crew;
  // All have offers, so that a group can be made of them.
  await rests(bob, liar);
  const key = randomBytes(16).toString('hex');
  const members = ['bob', 'eva'];
  await ana.client.ask({ kind: 'create', id: key, what: 'group', name: 'g', members });
  for (const who of [bob, eva])
    await told(who, 'room', ({ room }) => room.to === '+g' && room.waiting === undefined);
  ana.network(false);
  ana.cut();
  const left = eva.client.ask({ kind: 'leave', room: key });
  await told(bob, 'line', isLeaving);
  const refused: Said[] = [];
  liar.tell((said, asked) => {
    if (asked?.type !== 'post') return [said];
    refused.push(said);
    return [];
  });
  const said = bob.say('+g', 'um');
  while (refused.length === 0) await rests(bob, liar);
  const asked = bob.client.ask({ kind: 'remove', room: key, member: 'ana' });
  liar.repent();
  liar.say(...refused);

  await assert.rejects(asked, { code: 'refused' });
  await pass(crew, 15);
  await Promise.all([said, left]);
});
