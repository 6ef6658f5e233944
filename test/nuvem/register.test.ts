import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { openVault } from '../../src/client/keys.ts';
import { inviteCode, inviteHash } from '../../src/nuvem/invites.ts';
import { testClock } from '../rig/clock.ts';
import { newRig, syncWith } from '../rig/nuvem.ts';
import { logInWith, startLogIn } from '../rig/opaque.ts';
import {
  dial,
  logIn,
  newcomer,
  newPerson,
  prepare,
  refusalOf,
  register,
  resume,
} from '../rig/person.ts';

test('a newcomer is welcome, sits, and is in #lobby', async () => {
  await using rig = await newRig();
  const hello = await dial(rig);
  const ana = newPerson('ana');

  const welcome = await register(hello, ana);

  assert(welcome.type === 'welcome');
  const { name, seats, role, version } = welcome;
  assert.deepEqual(
    { name, seats, role, version },
    { name: 'ana', seats: 1, role: 'member', version: 1 },
  );
  assert.deepEqual(Buffer.from(welcome.identity), Buffer.from(ana.identity.public));
  assert.deepEqual(Buffer.from(welcome.incarnation), Buffer.from(rig.store.incarnation));
  const rooms = await syncWith(hello.wire);
  assert.deepEqual(rooms.map((room) => room.name).filter(Boolean), ['lobby']);
});

test('who is in #lobby sees a newcomer come, once', async () => {
  await using rig = await newRig();
  const ana = await rig.join('ana');

  const { person } = await newcomer(rig, 'bia');

  const { name, change } = await ana.hear('member');
  assert.deepEqual({ name, change }, { name: 'bia', change: 'joined' });
  await resume(await dial(rig), person);
  assert.equal(ana.unheard.filter(({ type }) => type === 'member').length, 0);
});

test('names are folded to lower case, and one name in two cases is one name', async () => {
  await using rig = await newRig();
  const ana = newPerson('AnA');

  const welcome = await register(await dial(rig), ana);
  const second = await register(await dial(rig), newPerson('ana'));
  const back = await logIn(await dial(rig), { ...ana, name: 'ANA' });

  assert(welcome.type === 'welcome');
  assert.equal(welcome.name, 'ana');
  assert.equal(refusalOf(second), 'taken');
  assert.equal(back.type, 'welcome');
});

const badNames = [
  ' ana',
  'ana ',
  '-ana',
  '.ana',
  '_ana',
  'a b',
  'ana/bia',
  'ana@host',
  '#ana',
  '+ana',
  'ana\u0000',
  'ana\u001B[31m',
  'ana\u202E',
  'a'.repeat(33),
  'añа',
  'Аna',
  'аna',
  'ana\u200B',
  'ａｎａ',
  'ⅰana',
  'ﬁna',
  '\u212Aim',
  'ıvo',
  'zoë',
  '王',
  '👑',
];

for (const name of badNames) {
  test(`${JSON.stringify(name)} is no name, neither to register nor to log in`, async () => {
    await using rig = await newRig();

    assert.equal(refusalOf(await register(await dial(rig), newPerson(name))), 'bad-name');
    assert.equal(refusalOf(await logIn(await dial(rig), newPerson(name))), 'bad-name');
  });
}

for (const name of ['a', '7', 'a'.repeat(32), 'a.b-c_d', '0x1']) {
  test(`${name} is a name`, async () => {
    await using rig = await newRig();
    assert.equal((await register(await dial(rig), newPerson(name))).type, 'welcome');
  });
}

test('a taken name is refused before the password is stretched, and again at the end', async () => {
  await using rig = await newRig();
  const late = await dial(rig);
  const bia = newPerson('ana');
  const prepared = await prepare(late, bia);
  assert(prepared.type === 'register-2');

  await newcomer(rig, 'ana');

  assert.equal(refusalOf(await register(await dial(rig), newPerson('ana'))), 'taken');
  const proof = late.sign(bia, 'register');
  assert.equal(refusalOf(await late.wire.ask({ ...prepared, proof })), 'taken');
});

test('a closed nuvem takes nobody, and still answers who lost the reply', async () => {
  await using open = await newRig();
  await using closed = await newRig({ settings: { registration: 'closed' } });
  assert.equal(refusalOf(await register(await dial(closed), newPerson('ana'))), 'closed');

  const hello = await dial(open);
  const ana = newPerson('ana');
  const prepared = await prepare(hello, ana);
  assert(prepared.type === 'register-2');
  const direct = await dial(closed);
  const proof = direct.sign(ana, 'register');

  assert.equal(refusalOf(await direct.wire.ask({ ...prepared, proof })), 'closed');
});

test('a registration whose reply was lost is said again on a new line, and is the same account', async () => {
  await using rig = await newRig();
  const ana = newPerson('ana');
  const first = await dial(rig);
  const prepared = await prepare(first, ana);
  assert(prepared.type === 'register-2');
  await first.wire.lose({ ...prepared, proof: first.sign(ana, 'register') });

  const second = await dial(rig);
  const proof = second.sign(ana, 'register');
  const welcome = await second.wire.want('welcome', { ...prepared, proof });

  assert.equal(welcome.name, 'ana');
  assert.equal((await rig.store.devices(welcome.user)).length, 1);
  const third = await dial(rig);
  const stale = await third.wire.ask({ ...prepared, proof });
  assert.equal(refusalOf(stale), 'key');
});

test('somebody between the newcomer and the nuvem is found out', async () => {
  await using rig = await newRig();
  const hello = await dial(rig);

  const answer = await register(hello, newPerson('ana'), { seenKey: randomBytes(32) });

  assert.equal(refusalOf(answer), 'key');
  await hello.wire.ended;
  assert.equal(await rig.store.userByName('ana'), undefined);
});

test('a device that its user did not sign is refused', async () => {
  await using rig = await newRig();
  const hello = await dial(rig);
  const ana = newPerson('ana');
  const prepared = await prepare(hello, ana);
  assert(prepared.type === 'register-2');

  const proof = hello.sign(ana, 'register');
  const answer = await hello.wire.ask({ ...prepared, cert: randomBytes(64), proof });

  assert.equal(refusalOf(answer), 'malformed');
  assert.equal(await rig.store.userByName('ana'), undefined);
});

test('a record with which nobody could log in is refused', async () => {
  await using rig = await newRig();
  const hello = await dial(rig);
  const ana = newPerson('ana');
  const prepared = await prepare(hello, ana);
  assert(prepared.type === 'register-2');

  const proof = hello.sign(ana, 'register');
  const answer = await hello.wire.ask({ ...prepared, record: Buffer.alloc(192, 1), proof });

  assert.equal(refusalOf(answer), 'malformed');
});

test('an invite makes as many accounts as it says, until it expires', async () => {
  const clock = testClock();
  await using rig = await newRig({ clock, settings: { registration: 'invite' } });
  const operator = rig.connect({ owner: true });
  await operator.want('greeting', {
    type: 'hello',
    min: 1,
    max: 1,
    agent: 'test',
    nonce: randomBytes(32),
    features: [],
  });
  const ask = { type: 'admin.invite', uses: 2, days: 1 } as const;
  const { code, until } = await operator.want('invite', { ...ask, op: randomBytes(16) });
  const other = await operator.want('invite', { ...ask, op: randomBytes(16) });
  const enter = async (name: string, invite?: string) =>
    register(await dial(rig), newPerson(name), invite === undefined ? {} : { invite });

  assert.equal(until, clock.now() + 86_400_000);
  assert.match(code, /^([a-z2-7]{4}-){7}[a-z2-7]{4}$/);
  assert.equal(refusalOf(await enter('ana')), 'invite');
  assert.equal(refusalOf(await enter('ana', 'x')), 'invite');
  assert.equal(
    refusalOf(await enter('ana', inviteCode(Buffer.alloc(32), 0, Buffer.alloc(16)))),
    'invite',
  );
  assert.equal((await enter('ana', code)).type, 'welcome');
  assert.equal((await enter('bia', code.toUpperCase().replaceAll('-', ' '))).type, 'welcome');
  assert.equal(refusalOf(await enter('cid', code)), 'invite');
  clock.advance(86_400_000);
  assert.equal(refusalOf(await enter('cid', other.code)), 'invite');
});

test('a refused registration uses up no invite, and a repeated one uses it once', async () => {
  await using rig = await newRig({ settings: { registration: 'invite' } });
  const code = inviteCode(Buffer.alloc(32), 0, Buffer.alloc(16));
  const hash = inviteHash(code);
  assert(hash);
  await rig.store.invite(randomBytes(16), hash, 2, Number.MAX_SAFE_INTEGER);
  const ana = newPerson('ana');
  const first = await dial(rig);
  const prepared = await prepare(first, ana, { invite: code });
  assert(prepared.type === 'register-2');

  await first.wire.lose({ ...prepared, proof: first.sign(ana, 'register') });
  const again = await dial(rig);
  await again.wire.want('welcome', { ...prepared, proof: again.sign(ana, 'register') });
  const taken = await register(await dial(rig), newPerson('ana'), { invite: code });

  assert.equal(refusalOf(taken), 'taken');
  assert.equal(
    (await register(await dial(rig), newPerson('bia'), { invite: code })).type,
    'welcome',
  );
  assert.equal(
    refusalOf(await register(await dial(rig), newPerson('cid'), { invite: code })),
    'invite',
  );
});

test('so many accounts come from one place and no more, and other places do not mind', async () => {
  const clock = testClock();
  await using rig = await newRig({ clock, settings: { registrations: 2 } });
  const enter = async (name: string, address: string) =>
    register(await dial(rig, address), newPerson(name));
  await enter('ana', '192.0.2.1');
  await enter('bia', '192.0.2.1');

  const third = await enter('cid', '192.0.2.1');

  assert(third.type === 'refused');
  assert.equal(third.code, 'wait');
  assert.equal(third.wait, 1_800_000);
  assert.equal((await enter('dora', '192.0.2.2')).type, 'welcome');
  clock.advance(1_800_000);
  assert.equal((await enter('cid', '192.0.2.1')).type, 'welcome');
});

test('the vault comes back as it was put there, and opens with what the password gives', async () => {
  await using rig = await newRig();
  const { person } = await newcomer(rig, 'ana');
  const { wire } = await dial(rig);
  const { state, request } = startLogIn(person.password);
  const reply = await wire.want('login-reply', { type: 'login-1', name: 'ana', request });

  const done = logInWith(person.password, state, reply.response);

  assert(done && person.welcome);
  const identity = openVault(done.exportKey, 'ana', person.welcome.vault);
  assert.deepEqual(Buffer.from(identity ?? []), Buffer.from(person.identity.secret));
});
