import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ClientError } from '../../../src/client/port.ts';
import { newcomersIn } from '../../../src/client/seal/newcomers.ts';
import { nowhere } from '../../../src/client/seal/place.ts';
import type { Member } from '../../../src/e2ee/room.ts';
import type { TestClient } from '../../rig/client.ts';
import { hears, roomOf, sealing, stands } from '../../rig/crew.ts';
import { newRig } from '../../rig/nuvem.ts';

const wary = { wary: true } as const;

/** `+lab` of ana, who begins it, and bob; both may add people, and have said something there. */
async function lab(ana: TestClient, bob: TestClient): Promise<void> {
  const id = 'ab'.repeat(16);
  await ana.client.ask({ kind: 'create', id, what: 'group', name: 'lab', members: ['bob'] });
  await ana.say('+lab', 'um');
  await hears(bob, 'um');
  await bob.say('+lab', 'dois');
  await hears(ana, 'dois');
  await ana.client.ask({ kind: 'role', room: '+lab', member: 'bob', role: 'admin' });
}

const isNew = ({ newcomers }: { newcomers?: unknown }): boolean => newcomers !== undefined;

const why = (say: Promise<unknown>): Promise<unknown> =>
  say.then(
    () => 'sent',
    (fault: unknown) => (fault instanceof ClientError ? fault.reason : fault),
  );

async function meet(who: TestClient, room: string): Promise<void> {
  const mark = (await roomOf(who, room))?.newcomers?.mark ?? '';
  await who.client.ask({ kind: 'meet', room, mark });
}

test('a line waits when somebody came whom its author did not name, over a restart too, until it may go', async () => {
  await using rig = await newRig();
  await using ana = await sealing(rig, 'ana', wary);
  await using bob = await sealing(rig, 'bob', wary);
  await lab(ana, bob);
  await using eva = await sealing(rig, 'eva', wary);

  await bob.client.ask({ kind: 'add', room: '+lab', members: ['eva'] });
  await stands(ana, '+lab', isNew);
  await ana.say('+lab', 'para quem?', 'waiting');
  const refused = await why(ana.say('+lab', 'de um robô'));
  await bob.say('+lab', 'oi eva');
  await hears(eva, 'oi eva');
  await eva.say('+lab', 'oi todos');
  await hears(ana, 'oi todos');
  await using again = await ana.again();
  const row = await stands(again, '+lab', isNew);
  const before = await eva.texts('+lab');
  await meet(again, '+lab');
  await hears(eva, 'para quem?');

  assert.deepEqual(row.newcomers?.people, ['eva']);
  assert.deepEqual(row.newcomers?.devices, []);
  assert.deepEqual(refused, ['new-there', '+lab', 'eva']);
  assert.deepEqual(before, ['oi eva', 'oi todos']);
  assert.equal((await roomOf(again, '+lab'))?.newcomers, undefined);
  assert.equal((await roomOf(bob, '+lab'))?.newcomers, undefined);
});

test('what was agreed to is for who was shown: for others it is asked again', async () => {
  await using rig = await newRig();
  await using ana = await sealing(rig, 'ana', wary);
  await using bob = await sealing(rig, 'bob', wary);
  await lab(ana, bob);
  await using eva = await sealing(rig, 'eva', wary);
  await using ivo = await sealing(rig, 'ivo', wary);
  await bob.client.ask({ kind: 'add', room: '+lab', members: ['eva'] });
  const { newcomers } = await stands(ana, '+lab', isNew);
  await bob.client.ask({ kind: 'add', room: '+lab', members: ['ivo'] });
  await stands(ana, '+lab', (room) => room.newcomers?.people.length === 2);

  const mark = newcomers?.mark ?? '';
  const late = await why(ana.client.ask({ kind: 'meet', room: '+lab', mark }));
  await meet(ana, '+lab');
  await ana.say('+lab', 'a todos');

  await hears(eva, 'a todos');
  await hears(ivo, 'a todos');
  assert.deepEqual(late, ['new-there', '+lab', 'eva, ivo']);
});

test('who waits for a line to be stored is told when somebody came first, and can send it again', async () => {
  await using rig = await newRig();
  await using ana = await sealing(rig, 'ana', wary);
  await using bob = await sealing(rig, 'bob', wary);
  await lab(ana, bob);
  await using eva = await sealing(rig, 'eva', wary);
  ana.network(false);
  ana.cut();
  await bob.client.ask({ kind: 'add', room: '+lab', members: ['eva'] });
  const id = 'cd'.repeat(16);
  const say = () =>
    ana.client.ask({
      kind: 'send',
      id,
      to: '+lab',
      content: { kind: 'text', text: 'antes de saber' },
      wait: 'stored',
    });

  const first = why(say());
  ana.network(true);
  await ana.client.ask({ kind: 'retry' });
  const refused = await first;
  const nobody = await eva.texts('+lab');
  await meet(ana, '+lab');
  const stored = await say();
  await hears(eva, 'antes de saber');

  assert.deepEqual(refused, ['newcomers']);
  assert.deepEqual(nobody, []);
  assert.equal(stored.state, 'stored');
  assert.deepEqual((await ana.texts('+lab')).slice(2), ['antes de saber']);
});

test('a device that its owner let in is no newcomer', async () => {
  await using rig = await newRig();
  await using ana = await sealing(rig, 'ana', wary);
  await using bob = await sealing(rig, 'bob');
  await lab(ana, bob);

  await using second = await sealing(rig, 'bob', { enrol: 'login' });
  await stands(second, '+lab', ({ sealed }) => sealed);
  await bob.say('+lab', 'meu outro está aqui');
  await hears(ana, 'meu outro está aqui');

  assert.equal((await roomOf(ana, '+lab'))?.newcomers, undefined);
});

test('a device that somebody else let in is one, and so is whom the nuvem had this device let in', () => {
  const person = (user: string, device: number): Member =>
    ({ user, device, key: Buffer.alloc(32, device) }) as unknown as Member;
  const [ana, bob, third, eva] = [
    person('ana', 1),
    person('bob', 2),
    person('bob', 3),
    person('eva', 4),
  ];
  const roster = (...people: readonly Member[]) =>
    people.map(({ user, device }) => ({ user, device, identity: new Uint8Array(), since: 0 }));
  const before = {
    state: 'in',
    mls: undefined,
    newcomers: [],
    named: [],
    roster: roster(ana, bob, eva),
  } as const;
  const claim = { user: 'ana', device: 1 } as Parameters<typeof newcomersIn>[3]['claim'];
  const after = (by: Member, added: Member, own = false) =>
    newcomersIn(
      before,
      { ...nowhere(''), roster: roster(ana, bob, eva, added) },
      { room: undefined, by, added: [added], removed: [], own },
      { claim },
    );

  assert.deepEqual(after(bob, third), []);
  assert.deepEqual(after(eva, third), [{ user: 'bob', device: 3 }]);
  assert.deepEqual(after(ana, third, true), [{ user: 'bob', device: 3 }]);
});
