import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { bodyOf, newRig, type Rig } from '../rig/nuvem.ts';
import { refusalOf } from '../rig/person.ts';
import { openRoom, post } from '../rig/rooms.ts';
import { committing } from '../rig/sealed.ts';
import type { Question, Wire } from '../rig/wire.ts';

/** Who asks. `operator` runs the nuvem and is a member here; `asked` has not answered the request to come. */
const roles = ['owner', 'admin', 'operator', 'member', 'asked', 'outsider'] as const;
type Role = (typeof roles)[number];
type Kind = 'group' | 'channel';
type Action = (room: Uint8Array) => Question;

const actions = {
  post: (room) => ({ type: 'post', room, no: 1, body: bodyOf('hello') }),
  fetch: (room) => ({ type: 'fetch', room, after: 0, limit: 10 }),
  members: (room) => ({ type: 'members', room, after: '' }),
  'topic is set': (room) => ({ type: 'room-set', room, topic: 'work' }),
  'name is set': (room) => ({ type: 'room-set', room, name: 'another' }),
  'slow mode is set': (room) => ({ type: 'room-set', room, slow: 0 }),
  'somebody is added': (room) => ({ type: 'room-add', room, members: ['fay'] }),
  'a member is muted': (room) => ({ type: 'room-mute', room, member: 'mut', seconds: 60 }),
  'an admin is muted': (room) => ({ type: 'room-mute', room, member: 'adm', seconds: 60 }),
  'an operator is muted': (room) => ({ type: 'room-mute', room, member: 'ope', seconds: 60 }),
  'an operator who is elsewhere is banned': (room) => ({
    type: 'room-ban',
    room,
    member: 'far',
    on: true,
  }),
  'a member is banned': (room) => ({ type: 'room-ban', room, member: 'ban', on: true }),
  'a line of a member is removed': (room) => ({ type: 'line-remove', room, seq: 1 }),
  'a role is given': (room) => ({ type: 'room-role', room, member: 'rol', role: 'admin' }),
  'a member is removed': (room) => ({ type: 'room-remove', room, member: 'rem' }),
  'an admin is removed': (room) => ({ type: 'room-remove', room, member: 'adm' }),
  'devices are asked for': (room) => ({ type: 'room-devices', room, after: 0 }),
  'a blob is put': (room) => committing(room, { epoch: 0, no: 2 }).put,
  'the room is sealed': (room) => committing(room, { epoch: 0, no: 2 }).commit,
} as const satisfies Record<string, Action>;

type Allowed = Readonly<Record<keyof typeof actions, string>>;

/** Who is allowed what, in the order of `roles`: y is yes, n is not-allowed, x learns nothing (no-room). */
const allowed: Readonly<Record<Kind, Allowed>> = {
  group: {
    post: 'yyyynx',
    fetch: 'yyyyyx',
    members: 'yyyyyx',
    'topic is set': 'yynnnx',
    'name is set': 'yynnnx',
    'slow mode is set': 'nnnnnx',
    'somebody is added': 'yynnnx',
    'a member is muted': 'nnnnnx',
    'an admin is muted': 'nnnnnx',
    'an operator is muted': 'nnnnnx',
    'an operator who is elsewhere is banned': 'nnnnnx',
    'a member is banned': 'nnnnnx',
    'a line of a member is removed': 'nnnnnx',
    'a role is given': 'ynnnnx',
    'a member is removed': 'yynnnx',
    'an admin is removed': 'ynnnnx',
    'devices are asked for': 'yyyyyx',
    'a blob is put': 'yyyynx',
    'the room is sealed': 'yyyynx',
  },
  channel: {
    post: 'yyyynx',
    fetch: 'yyyyyx',
    members: 'yyyyyx',
    'topic is set': 'yyynnx',
    'name is set': 'nnnnnx',
    'slow mode is set': 'yyynnx',
    'somebody is added': 'yyynnx',
    'a member is muted': 'yyynnx',
    'an admin is muted': 'ynnnnx',
    'an operator is muted': 'ynnnnx',
    'an operator who is elsewhere is banned': 'ynnnnx',
    'a member is banned': 'yyynnx',
    'a line of a member is removed': 'yyynnx',
    'a role is given': 'ynnnnx',
    'a member is removed': 'yyynnx',
    'an admin is removed': 'ynnnnx',
    'devices are asked for': 'nnnnnx',
    'a blob is put': 'nnnnnx',
    'the room is sealed': 'nnnnnx',
  },
};

const answers: Readonly<Record<string, string | undefined>> = {
  y: undefined,
  n: 'not-allowed',
  x: 'no-room',
};

interface Scene {
  readonly room: Buffer;
  readonly wires: Readonly<Record<Role, Wire>>;
}

/** Everybody shares #lobby but the one who is asked, so that nobody else is. */
async function sceneOf(rig: Rig, kind: Kind): Promise<Scene> {
  const others = ['fay', 'mut', 'adm', 'ope', 'far', 'ban', 'rol', 'rem', 'max'];
  for (const name of [...others, 'owner', 'admin', 'operator', 'member', 'asked', 'outsider'])
    await rig.account(name);
  for (const name of ['operator', 'ope', 'far']) await rig.store.setRole(name, 'admin');
  const owner = await rig.join('owner');
  const asked = await rig.join('asked');
  await asked.want('ok', { type: 'room-leave', room: await rig.lobby() });
  const { room: key } = await openRoom(owner, kind, 'work');
  const room = Buffer.from(key);
  const inside = ['mut', 'adm', 'ope', 'ban', 'rol', 'rem', 'max', 'admin', 'operator', 'member'];
  await owner.want('ok', { type: 'room-add', room, members: [...inside, 'asked'] });
  for (const member of ['admin', 'adm'])
    await owner.want('ok', { type: 'room-role', room, member, role: 'admin' });
  assert.equal((await asked.hear('room')).request, true);
  const max = await rig.join('max');
  await post(max, room, 1, 'a line');
  const join = (name: Role): Promise<Wire> => rig.join(name);
  const [admin, operator, member, outsider] = [
    await join('admin'),
    await join('operator'),
    await join('member'),
    await join('outsider'),
  ];
  return { room, wires: { owner, asked, admin, operator, member, outsider } };
}

for (const kind of ['group', 'channel'] as const)
  for (const [place, role] of roles.entries())
    test(`what the ${role} may in a ${kind}, and nothing else`, async () => {
      await using rig = await newRig();
      const { room, wires } = await sceneOf(rig, kind);

      for (const [action, question] of Object.entries<Action>(actions)) {
        const right = allowed[kind][action as keyof Allowed][place] ?? '';
        const answer = await wires[role].ask(question(room));
        // In a group there is always a notice in front of the first line.
        const isNotice = kind === 'group' && action.startsWith('a line');
        if (!isNotice || right !== 'y')
          assert.equal(refusalOf(answer), answers[right], `${role}: ${action}`);
      }
      assert.deepEqual(rig.bugs, []);
    });

test('who is shut out, silenced or only asked stays so under another name of the room', async () => {
  await using rig = await newRig();
  const { room, wires } = await sceneOf(rig, 'channel');
  const { owner, member, outsider } = wires;
  await owner.want('ok', { type: 'room-ban', room, member: 'member', on: true });

  const ways: readonly (readonly [Wire, Question, string])[] = [
    [member, { type: 'room-join', name: 'work' }, 'banned'],
    [member, { type: 'room-open', room, kind: 'channel', name: 'work', members: [] }, 'conflict'],
    [outsider, { type: 'room-open', room, kind: 'group', name: 'x', members: [] }, 'conflict'],
    [
      outsider,
      { type: 'room-open', room: randomBytes(16), kind: 'channel', name: 'WORK', members: [] },
      'exists',
    ],
    [outsider, { type: 'request-answer', room, answer: 'accept' }, 'no-room'],
    [wires.asked, { type: 'room-role', room, member: 'asked', role: 'owner' }, 'not-allowed'],
    [owner, { type: 'room-add', room, members: ['member'] }, 'banned'],
  ];
  for (const [wire, question, code] of ways)
    assert.equal(refusalOf(await wire.ask(question)), code, question.type);
});

test('who was asked to come and has not answered is shown to nobody as being here', async () => {
  await using rig = await newRig();
  const { room, wires } = await sceneOf(rig, 'group');

  const { members } = await wires.owner.want('members-are', { type: 'members', room, after: '' });

  const states = new Map(members.map(({ name, state }) => [name, state]));
  assert.equal(states.get('asked'), 'offline');
  assert.equal(states.get('member'), 'online');
});
