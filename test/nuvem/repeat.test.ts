import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { signDevice } from '../../src/client/keys.ts';
import { entryKinds } from '../../src/protocol/entries.ts';
import { sealedSize } from '../../src/protocol/file-size.ts';
import {
  type FromNuvem,
  type Message,
  messages,
  type Request,
  versions,
} from '../../src/protocol/messages.ts';
import { bodyOf, newRig, type Rig, syncWith } from '../rig/nuvem.ts';
import { registerWith, startLogIn, startRegistering } from '../rig/opaque.ts';
import {
  dial,
  logIn,
  newcomer,
  newPerson,
  onNewDevice,
  type Person,
  prepare,
  register,
  resume,
} from '../rig/person.ts';
import { openRoom, post } from '../rig/rooms.ts';
import { committing } from '../rig/sealed.ts';
import { greet, type Question, type Wire } from '../rig/wire.ts';

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

/** How a question is made that is asked again word by word. */
type Repeated = (scene: Scene) => Question | Promise<Question>;
/** What is bound to its line is asked anew on the next one: the whole story, with what holds in the end. */
interface Story {
  readonly story: (rig: Rig) => Promise<void>;
}
type Case = Repeated | Story;

const key = Buffer.alloc(16, 5);

/** Total by type: a request that is not here does not compile. */
const cases: { readonly [T in Request]: Case } = {
  hello: { story: lostHello },
  'register-1': { story: lostRegistering },
  'register-2': { story: lostRegistration },
  'login-1': { story: lostLogin },
  'login-2': { story: lostWelcome },
  resume: { story: lostResume },
  'seat-take': { story: lostSeat },
  'ticket-forget': { story: lostForgetting },
  'password-1': { story: lostPasswordReply },
  'password-2': { story: lostPassword },
  'admin.grant': { story: lostGrant },
  'admin.stop': { story: lostStop },
  'admin.reload': { story: lostReload },
  'device-cert': ({ person }) => ({
    type: 'device-cert',
    identity: person.identity.public,
    cert: signDevice(person.identity, person.name, person.device.public),
  }),
  'vault-get': () => ({ type: 'vault-get' }),
  'vault-put': () => ({ type: 'vault-put', vault: Buffer.from('next'), version: 1 }),
  devices: () => ({ type: 'devices' }),
  // Nobody is there: it is said to those who are, and kept for nobody.
  'device-say': () => ({ type: 'device-say', device: 1, body: Buffer.from('x') }),
  'device-revoke': async ({ rig, person }) => {
    const { user = 0 } = person.welcome ?? {};
    const row = { key: randomBytes(32), cert: Buffer.alloc(64), label: 'lost' };
    const added = await rig.store.addDevice(user, row, 0);
    return { type: 'device-revoke', device: added.ok ? added.value.id : 0 };
  },
  'keys-put': () => ({
    type: 'keys-put',
    packages: [Buffer.from('one'), Buffer.from('two')],
    last: Buffer.from('last'),
  }),
  'keys-claim': async ({ rig, person }) => {
    const device = person.welcome?.device ?? 0;
    await rig.store.putOffers(device, [Buffer.from('one'), Buffer.from('two')], undefined, 0);
    return { type: 'keys-claim', op: key, devices: [device] };
  },
  'file-new': ({ channel }) => announcing(channel),
  'file-open': async ({ bia, channel }) => {
    await bia.want('stored', announcing(channel));
    return { type: 'file-open', file: key, how: 'get' };
  },
  'file-done': async ({ bia, group }) => {
    await bia.want('stored', announcing(group));
    return { type: 'file-done', file: key };
  },
  'file-drop': async ({ ana, channel }) => {
    await ana.want('stored', announcing(channel));
    return { type: 'file-drop', file: key };
  },
  'room-devices': ({ group }) => ({ type: 'room-devices', room: group, after: 0 }),
  commit: async ({ ana, group, rig }) => {
    const add = [await rig.account('bia')];
    const { put, commit } = committing(group, { epoch: 0, no: 1, add });
    await ana.want('ok', put);
    return commit;
  },
  'blob-put': ({ group }) => committing(group, { epoch: 0, no: 1 }).put,
  'blob-get': async ({ ana, group, rig }) => {
    const add = [await rig.account('bia')];
    const { put, commit } = committing(group, { epoch: 0, no: 1, add });
    await ana.want('ok', put);
    await ana.want('stored', commit);
    return { type: 'blob-get', room: group, hash: 'hash' in put ? put.hash : key, at: 0 };
  },
  sessions: () => ({ type: 'sessions' }),
  'session-end': () => ({ type: 'session-end', session: 4_000_000 }),
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
  sync: ({ channel }) => ({ type: 'sync', marks: [{ room: channel, seq: 0 }] }),
  post: ({ channel }) => ({ type: 'post', room: channel, no: 1, body: bodyOf('oi') }),
  fetch: async ({ bia, channel }) => {
    await post(bia, channel, 1, 'a line');
    return { type: 'fetch', room: channel, after: 0, limit: 10 };
  },
  users: () => ({ type: 'users', after: '' }),
  members: ({ group }) => ({ type: 'members', room: group, after: '' }),
  'receipts-off': () => ({ type: 'receipts-off', off: true }),
  ping: () => ({ type: 'ping' }),
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
  'admin.invite': async ({ rig }) => {
    await rig.store.setRole('ana', 'admin');
    return { type: 'admin.invite', op: key, uses: 1, days: 1 };
  },
};

const announcing = (room: Uint8Array): Question => ({
  type: 'file-new',
  room,
  no: 1,
  body: bodyOf('a file'),
  file: key,
  size: sealedSize(100),
});

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
    .filter(({ type }) => ['message', 'member', 'room-gone', 'file'].includes(type))
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
    'token',
  ]);
  // What the nuvem says of commits and invitations names the room, which is chosen by chance.
  if ('kind' in message && Number(message.kind) > entryKinds.removed) chance.add('body');
  const drop = (field: string, value: unknown): unknown => {
    if (chance.has(field) || field === 'created' || field === 'seen') return undefined;
    // A line that was there already is `stored` without its seq, which comes with the line in the log.
    if (field === 'seq' && message.type === 'stored') return undefined;
    // Sessions and vaults are counted and sealed anew, and a body carries nothing by chance.
    if (field === 'session' || field === 'sessions' || field === 'online') return undefined;
    return value;
  };
  return JSON.stringify(message, drop);
}

for (const [type, row] of Object.entries(messages)) {
  if (row.from !== 'client' || !('re' in row.fields)) continue;
  const made = cases[type as Request];
  test(`${type}: after a lost reply it ends as the first time, and nobody hears of it twice`, async () => {
    await using rig = await newRig();
    await ('story' in made ? made.story(rig) : asked(made, rig));
    assert.deepEqual(rig.bugs, []);
  });
}

async function asked(made: Repeated, rig: Rig): Promise<void> {
  await using twin = await newRig();
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
}

async function back({ rig, person }: Scene): Promise<{ readonly wire: Wire }> {
  const hello = await dial(rig);
  assert.equal((await resume(hello, person)).type, 'welcome');
  await syncWith(hello.wire);
  return hello;
}

async function lostHello(rig: Rig): Promise<void> {
  const lost = rig.connect();
  const hello = { type: 'hello', min: 1, max: 1, agent: 'test', features: [] } as const;
  await lost.lose({ ...hello, nonce: randomBytes(32) });

  const { wire, greeting } = await dial(rig);

  assert.equal(greeting.version, versions.max);
  await wire.want('pong', { type: 'ping' });
}

async function lostRegistering(rig: Rig): Promise<void> {
  const person = newPerson('ana');
  const { request } = startRegistering(person.password);
  const { wire } = await dial(rig);
  await wire.lose({ type: 'register-1', name: 'ana', request });

  assert.equal((await register(await dial(rig), person)).type, 'welcome');
}

async function lostRegistration(rig: Rig): Promise<void> {
  const bia = await rig.join('bia');
  const person = newPerson('ana');
  const lost = await dial(rig);
  const made = await prepare(lost, person);
  assert(made.type === 'register-2');
  await lost.wire.lose({ ...made, proof: lost.sign(person, 'register') });

  const again = await dial(rig);
  await again.wire.want('welcome', { ...made, proof: again.sign(person, 'register') });

  assert.deepEqual(await happened(rig, 'account'), ['ana']);
  assert.equal((await heardBy(bia)).length, 1);
}

async function lostLogin(rig: Rig): Promise<void> {
  const { person } = await newcomer(rig, 'ana');
  const lost = await dial(rig);
  const { request } = startLogIn(person.password);
  await lost.wire.lose({ type: 'login-1', name: 'ana', request });

  assert.equal((await logIn(await dial(rig), person)).type, 'welcome');
}

/** The password opened, the device was added, and the word of it did not arrive. */
async function lostWelcome(rig: Rig): Promise<void> {
  const { person } = await newcomer(rig, 'ana');
  const phone = onNewDevice(person, 'phone');
  const lost = await dial(rig);
  assert.equal((await logIn(lost, phone)).type, 'welcome');
  const { device, user = 0 } = phone.welcome ?? {};
  lost.wire.line.destroy();
  await lost.wire.ended;

  assert.equal((await logIn(await dial(rig), phone)).type, 'welcome');

  assert.equal(phone.welcome?.device, device);
  assert.equal((await rig.store.devices(user)).length, 2);
  assert.equal(rig.nuvem.world.hub.sessionsOf(user).length, 2);
  assert.deepEqual(await happened(rig, 'device'), ['ana']);
}

async function lostResume(rig: Rig): Promise<void> {
  const { person } = await newcomer(rig, 'ana');
  const { device = 0, user = 0, ticket = randomBytes(32) } = person.welcome ?? {};
  const lost = await dial(rig);
  const proof = lost.sign(person, 'resume');
  await lost.wire.lose({ type: 'resume', device, ticket, proof });

  assert.equal((await resume(await dial(rig), person)).type, 'welcome');

  assert.equal(rig.nuvem.world.hub.sessionsOf(user).length, 1);
}

/** The place was taken and given back by the broken line: nobody else has to go for the second time. */
async function lostSeat(rig: Rig): Promise<void> {
  const { person, wire: first } = await newcomer(rig, 'ana');
  const others = [onNewDevice(person), onNewDevice(person)];
  for (const other of others) assert.equal((await logIn(await dial(rig), other)).type, 'welcome');
  const fourth = onNewDevice(person, 'fourth');
  const lost = await dial(rig);
  assert.equal((await logIn(lost, fourth)).type, 'seats-full');
  await lost.wire.lose({ type: 'seat-take', end: person.welcome?.session ?? 0 });
  assert.equal((await first.hear('refused')).code, 'ended');

  assert.equal((await logIn(await dial(rig), fourth)).type, 'welcome');

  const { user = 0 } = fourth.welcome ?? {};
  const here = rig.nuvem.world.hub.sessionsOf(user).map((session) => session.device.id);
  const wanted = [...others, fourth].map(({ welcome }) => welcome?.device);
  assert.deepEqual(here.toSorted(byNumber), wanted.map(Number).toSorted(byNumber));
  assert.deepEqual(await happened(rig, 'seat.taken'), ['ana']);
}

const byNumber = (one: number, other: number): number => one - other;

async function lostForgetting(rig: Rig): Promise<void> {
  const { person, wire } = await newcomer(rig, 'ana');
  await wire.lose({ type: 'ticket-forget' });

  const answer = await resume(await dial(rig), person);

  assert(answer.type === 'refused');
  assert.equal(answer.code, 'ticket');
}

async function lostPasswordReply(rig: Rig): Promise<void> {
  const { wire, person } = await newcomer(rig, 'ana');
  await wire.lose({ type: 'password-1', request: startRegistering('a new password').request });

  const again = await dial(rig);
  assert.equal((await logIn(again, person)).type, 'welcome');
  await again.wire.want('vault-is', await passwordChange(again.wire));

  assert.deepEqual(await happened(rig, 'password'), ['ana']);
}

async function passwordChange(wire: Wire): Promise<Question> {
  const { state, request } = startRegistering('a new password');
  const reply = await wire.want('register-reply', { type: 'password-1', request });
  const { record } = registerWith('a new password', state, reply.response);
  return { type: 'password-2', record, vault: Buffer.from('v'), version: 1 };
}

async function lostPassword(rig: Rig): Promise<void> {
  const { wire, person } = await newcomer(rig, 'ana');
  const change = await passwordChange(wire);
  await wire.lose(change);

  const hello = await dial(rig);
  const phone = onNewDevice({ ...person, password: 'a new password' });
  assert.equal((await logIn(hello, phone)).type, 'welcome');

  assert.equal((await hello.wire.want('vault-is', change)).version, 2);
}

/** A line of the operator, through the control socket. */
async function operator(rig: Rig): Promise<Wire> {
  const wire = rig.connect({ owner: true });
  await greet(wire);
  return wire;
}

async function lostGrant(rig: Rig): Promise<void> {
  await rig.account('ana');
  const grant = { type: 'admin.grant', op: key, name: 'ana', role: 'admin' } as const;
  await (await operator(rig)).lose(grant);

  await (await operator(rig)).want('ok', grant);

  assert.equal((await rig.store.userByName('ana'))?.role, 'admin');
  assert.deepEqual(await happened(rig, 'grant'), ['ana']);
}

/** It stops all the same; whoever asks once more is told so, or finds nobody there. */
async function lostStop(rig: Rig): Promise<void> {
  await (await operator(rig)).lose({ type: 'admin.stop' });

  await (await operator(rig)).want('ok', { type: 'admin.stop' });
}

async function lostReload(rig: Rig): Promise<void> {
  await (await operator(rig)).lose({ type: 'admin.reload' });

  await (await operator(rig)).want('ok', { type: 'admin.reload' });
}

/** Whom the activity log names in rows of this kind. */
async function happened(rig: Rig, kind: string): Promise<readonly unknown[]> {
  const rows = await rig.store.activity(0, 1000);
  return rows
    .filter((row) => row.kind === kind)
    .map(({ detail = '{}' }) => (JSON.parse(detail) as { readonly name?: unknown }).name);
}
