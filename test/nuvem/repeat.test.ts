import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { signDevice } from '../../src/client/keys.ts';
import type { people } from '../../src/nuvem/on/_people.ts';
import type { FromNuvem, Message } from '../../src/protocol/messages.ts';
import { newRig, type Rig, syncWith } from '../rig/nuvem.ts';
import { registerWith, startRegistering } from '../rig/opaque.ts';
import { dial, logIn, newcomer, onNewDevice, type Person, resume } from '../rig/person.ts';
import { openRoom, post } from '../rig/rooms.ts';
import type { Question, Wire } from '../rig/wire.ts';

/** What stands before a question is asked: a person on a line, and others in the same rooms. */
interface Scene {
  readonly rig: Rig;
  readonly person: Person;
  readonly ana: Wire;
  readonly bia: Wire;
  /** A channel and a group, both of ana; bia is in them. */
  readonly channel: Uint8Array;
  readonly group: Uint8Array;
}

type Row = keyof typeof people;
/** How a question is made. What logs in is bound to its line, and is repeated in tests of its own. */
type Case = ((scene: Scene) => Question | Promise<Question>) | 'bound to its line';

const key = Buffer.alloc(16, 5);

const cases: { readonly [T in Row]: Case } = {
  'register-1': 'bound to its line',
  'register-2': 'bound to its line',
  'login-1': 'bound to its line',
  'login-2': 'bound to its line',
  resume: 'bound to its line',
  'seat-take': 'bound to its line',
  'device-cert': ({ person }) => ({
    type: 'device-cert',
    identity: person.identity.public,
    cert: signDevice(person.identity, person.name, person.device.public),
  }),
  'vault-get': () => ({ type: 'vault-get' }),
  'vault-put': () => ({ type: 'vault-put', vault: Buffer.from('next'), version: 1 }),
  'password-1': 'bound to its line',
  'password-2': 'bound to its line',
  devices: () => ({ type: 'devices' }),
  'device-revoke': async ({ rig, person }) => {
    const { user = 0 } = person.welcome ?? {};
    const row = { key: randomBytes(32), cert: Buffer.alloc(64), label: 'lost' };
    const added = await rig.store.addDevice(user, row, 0);
    return { type: 'device-revoke', device: added.ok ? added.value.id : 0 };
  },
  sessions: () => ({ type: 'sessions' }),
  'session-end': () => ({ type: 'session-end', session: 4_000_000 }),
  'ticket-forget': 'bound to its line',
  'room-open': () => ({
    type: 'room-open',
    room: key,
    kind: 'group',
    name: 'new',
    members: ['bia'],
  }),
  'room-join': async ({ bia }) => {
    await openRoom(bia, 'channel', 'elsewhere');
    return { type: 'room-join', name: 'elsewhere' };
  },
  'room-leave': ({ group }) => ({ type: 'room-leave', room: group }),
  'room-add': async ({ rig, group }) => {
    await rig.account('cid');
    return { type: 'room-add', room: group, members: ['cid'] };
  },
  'room-remove': ({ group }) => ({ type: 'room-remove', room: group, member: 'bia' }),
  'room-role': ({ group }) => ({ type: 'room-role', room: group, member: 'bia', role: 'admin' }),
  'room-set': ({ group }) => ({ type: 'room-set', room: group, topic: 'work' }),
  'room-mute': ({ channel }) => ({ type: 'room-mute', room: channel, member: 'bia', seconds: 60 }),
  'room-ban': ({ channel }) => ({ type: 'room-ban', room: channel, member: 'bia', on: true }),
  'line-remove': async ({ bia, channel }) => {
    await post(bia, channel, 1, 'a line');
    return { type: 'line-remove', room: channel, seq: 1 };
  },
  channels: () => ({ type: 'channels', after: '' }),
  block: () => ({ type: 'block', name: 'bia', on: true }),
  blocks: () => ({ type: 'blocks' }),
  requests: () => ({ type: 'requests' }),
  'request-answer': async ({ rig, ana }) => {
    const cid = await rig.join('cid');
    await cid.want('ok', { type: 'room-leave', room: await rig.lobby() });
    const { room } = await openRoom(cid, 'group', 'strange', ['ana']);
    await ana.hear('room');
    return { type: 'request-answer', room, answer: 'decline' };
  },
  'admin.grant': 'bound to its line',
  'admin.invite': async ({ rig }) => {
    await rig.store.setRole('ana', 'admin');
    return { type: 'admin.invite', op: key, uses: 1, days: 1 };
  },
  'admin.stop': 'bound to its line',
  'admin.reload': 'bound to its line',
};

async function sceneOf(rig: Rig): Promise<Scene> {
  const { person, wire: ana } = await newcomer(rig, 'ana');
  await syncWith(ana);
  const bia = await rig.join('bia');
  const { room: channel } = await openRoom(ana, 'channel', 'news');
  await bia.want('room', { type: 'room-join', name: 'news' });
  const { room: group } = await openRoom(ana, 'group', 'lab', ['bia']);
  await bia.hear('room');
  return { rig, person, ana, bia, channel, group };
}

/** What the others heard of it, without what comes by the clock. */
const heardBy = async (wire: Wire): Promise<readonly string[]> => {
  // The store answers in order, so what it was asked for before is told by then.
  await wire.want('blocks-are', { type: 'blocks' });
  return wire.unheard
    .filter(({ type }) => type === 'message' || type === 'member' || type === 'room-gone')
    .map(plain);
};

/** An answer without what differs from nuvem to nuvem. */
function plain(message: Message<FromNuvem>): string {
  const chance = new Set([
    'vault',
    're',
    'at',
    'key',
    'cert',
    'identity',
    'code',
    'until',
    'room',
    'since',
  ]);
  const drop = (field: string, value: unknown): unknown => {
    if (chance.has(field) || field === 'created' || field === 'seen') return undefined;
    // Sessions and vaults are counted and sealed anew, and a body carries nothing by chance.
    if (field === 'session' || field === 'sessions' || field === 'online') return undefined;
    return value;
  };
  return JSON.stringify(message, drop);
}

for (const [row, made] of Object.entries<Case>(cases)) {
  if (made === 'bound to its line') continue;
  test(`${row}: after a lost reply it ends as the first time, and nobody hears of it twice`, async () => {
    await using twin = await newRig();
    await using rig = await newRig();
    const once = await sceneOf(twin);
    const expected = await once.ana.ask(await made(once));
    const expectedNews = await heardBy(once.bia);
    const scene = await sceneOf(rig);
    const question = await made(scene);

    await scene.ana.lose(question);
    const { wire } = await back(scene);
    const answer = await wire.ask(question);

    assert.equal(plain(answer), plain(expected));
    assert.deepEqual(await heardBy(scene.bia), expectedNews);
    assert.deepEqual(rig.bugs, []);
  });
}

async function back({ rig, person }: Scene): Promise<{ readonly wire: Wire }> {
  const hello = await dial(rig);
  assert.equal((await resume(hello, person)).type, 'welcome');
  await syncWith(hello.wire);
  return hello;
}

test('a forgotten ticket whose reply was lost is forgotten', async () => {
  await using rig = await newRig();
  const { person, wire } = await newcomer(rig, 'ana');
  await wire.lose({ type: 'ticket-forget' });

  const answer = await resume(await dial(rig), person);

  assert(answer.type === 'refused');
  assert.equal(answer.code, 'ticket');
});

test('a changed password whose reply was lost is changed, and changing it again says so', async () => {
  await using rig = await newRig();
  const { wire, person } = await newcomer(rig, 'ana');
  const { state, request } = startRegistering('a new password');
  const reply = await wire.want('register-reply', { type: 'password-1', request });
  const { record } = registerWith('a new password', state, reply.response);
  const change = { type: 'password-2', record, vault: Buffer.from('v'), version: 1 } as const;
  await wire.lose(change);

  const hello = await dial(rig);
  const phone = onNewDevice({ ...person, password: 'a new password' });
  assert.equal((await logIn(hello, phone)).type, 'welcome');

  assert.equal((await hello.wire.want('vault-is', change)).version, 2);
});
