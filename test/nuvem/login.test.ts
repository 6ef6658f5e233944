import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { loginMac } from '../../src/protocol/proof.ts';
import { encode } from '../../src/protocol/wire.ts';
import { openStore } from '../../src/store/open.ts';
import { testClock } from '../rig/clock.ts';
import { newRig, nuvemKey, type Rig } from '../rig/nuvem.ts';
import { logInWith, registerWith, startLogIn, startRegistering } from '../rig/opaque.ts';
import {
  dial,
  logIn,
  newcomer,
  newPerson,
  onNewDevice,
  type Person,
  refusalOf,
  resume,
} from '../rig/person.ts';

test('the password lets in, from a new device too, with the same identity', async () => {
  await using rig = await newRig();
  const { person } = await newcomer(rig, 'ana');
  const phone = onNewDevice(person, 'a phone');

  const welcome = await logIn(await dial(rig), phone);

  assert(welcome.type === 'welcome');
  assert.notEqual(welcome.device, person.welcome?.device);
  assert.equal(welcome.user, person.welcome?.user);
  assert.deepEqual(Buffer.from(welcome.identity), Buffer.from(person.identity.public));
});

test('a wrong password is refused, and the line stays open for the right one', async () => {
  await using rig = await newRig();
  const { person } = await newcomer(rig, 'ana');
  const hello = await dial(rig);

  assert.equal(refusalOf(await logIn(hello, person, { password: 'another one' })), 'credentials');
  assert.equal((await logIn(hello, person)).type, 'welcome');
});

/** What a stranger sees of a log-in with a wrong password: how many messages, and how long each. */
async function seen(rig: Rig, name: string): Promise<readonly number[]> {
  const { wire, sign } = await dial(rig);
  const person = newPerson(name);
  const { state, request } = startLogIn('a wrong password');
  const first = await wire.ask({ type: 'login-1', name, request });
  assert(first.type === 'login-reply');
  assert.equal(logInWith('a wrong password', state, first.response), undefined);
  const second = await wire.ask({
    type: 'login-2',
    finish: randomBytes(64),
    device: person.device.public,
    label: 'x',
    proof: sign(person, 'login'),
    mac: randomBytes(32),
  });
  assert.equal(refusalOf(second), 'credentials');
  assert.equal(wire.unheard.length, 0);
  return [encode(first).length, encode(second).length];
}

test('nobody of that name looks like a wrong password', async () => {
  await using rig = await newRig();
  await newcomer(rig, 'ana');

  assert.deepEqual(await seen(rig, 'ana'), await seen(rig, 'bia'));
});

test('the answer for an unknown name is the same kind of answer each time', async () => {
  await using rig = await newRig();

  assert.deepEqual(await seen(rig, 'bia'), await seen(rig, 'bia'));
});

test('somebody between device and nuvem is found out at every way in', async () => {
  await using rig = await newRig();
  const { person } = await newcomer(rig, 'ana');
  const seenKey = randomBytes(32);

  const ways = [
    async () => logIn(await dial(rig), person, { seenKey }),
    async () => logIn(await dial(rig), onNewDevice(person), { seenKey }),
    async () => logIn(await dial(rig), person, { seenKey, known: true }),
    async () => resume(await dial(rig), person, { seenKey }),
  ];

  for (const way of ways) assert.equal(refusalOf(await way()), 'key');
});

test('what was signed for one line is worth nothing on another', async () => {
  await using rig = await newRig();
  const { person } = await newcomer(rig, 'ana');
  assert(person.welcome);
  const { device, ticket } = person.welcome;
  const one = await dial(rig);
  const other = await dial(rig);

  const proof = one.sign(person, 'resume');

  assert.equal(refusalOf(await other.wire.ask({ type: 'resume', device, ticket, proof })), 'key');
});

test('who relays a log-in cannot put a device of their own into it', async () => {
  await using rig = await newRig();
  const { person } = await newcomer(rig, 'ana');
  const hello = await dial(rig);

  const answer = await logIn(hello, onNewDevice(person), { mac: randomBytes(32) });

  assert.equal(refusalOf(answer), 'credentials');
  assert.equal((await rig.store.devices(person.welcome?.user ?? 0)).length, 1);
});

test('a nuvem with two keys takes what was signed for either', async () => {
  await using rig = await newRig();
  const { person } = await newcomer(rig, 'ana');
  const second = randomBytes(32);
  const { world } = rig.nuvem;
  Object.assign(world, { keys: () => [nuvemKey, second] });

  assert.equal((await resume(await dial(rig), person, { seenKey: second })).type, 'welcome');
  assert.equal((await resume(await dial(rig), person)).type, 'welcome');
});

test('a log-in is not finished twice, nor without its beginning', async () => {
  await using rig = await newRig();
  const { person } = await newcomer(rig, 'ana');
  const { wire, sign } = await dial(rig);
  const finish = {
    type: 'login-2',
    finish: randomBytes(64),
    device: person.device.public,
    label: 'x',
    mac: randomBytes(32),
  } as const;

  assert.equal(refusalOf(await wire.ask({ ...finish, proof: sign(person, 'login') })), 'order');
});

test('a ticket opens once more when the reply was lost, and no more once its successor was used', async () => {
  await using rig = await newRig();
  const { person } = await newcomer(rig, 'ana');
  const first = person.welcome?.ticket;
  assert(first && person.welcome);
  const { device } = person.welcome;
  const lost = await dial(rig);
  const proof = lost.sign(person, 'resume');
  await lost.wire.lose({ type: 'resume', device, ticket: first, proof });

  const again = await resume(await dial(rig), person, { ticket: first });
  assert(again.type === 'welcome');
  const next = await resume(await dial(rig), person, { ticket: again.ticket });

  assert.equal(next.type, 'welcome');
  assert.equal(refusalOf(await resume(await dial(rig), person, { ticket: first })), 'ticket');
});

test('ten lost replies in a row lose no ticket', async () => {
  await using rig = await newRig();
  const { person } = await newcomer(rig, 'ana');
  assert(person.welcome);
  const { device, ticket } = person.welcome;
  for (let lost = 0; lost < 10; lost += 1) {
    const hello = await dial(rig);
    const proof = hello.sign(person, 'resume');
    await hello.wire.lose({ type: 'resume', device, ticket, proof });
  }

  assert.equal((await resume(await dial(rig), person)).type, 'welcome');
});

test('a ticket is good for thirty days, and each use makes it thirty more', async () => {
  const day = 86_400_000;
  const clock = testClock();
  await using rig = await newRig({ clock });
  const { person, wire } = await newcomer(rig, 'ana');
  wire.close();
  await wire.ended;

  clock.advance(29 * day);
  const hello = await dial(rig);
  assert.equal((await resume(hello, person)).type, 'welcome');
  hello.wire.close();
  await hello.wire.ended;
  clock.advance(29 * day);
  const later = await dial(rig);
  assert.equal((await resume(later, person)).type, 'welcome');
  later.wire.close();
  await later.wire.ended;
  clock.advance(30 * day);

  assert.equal(refusalOf(await resume(await dial(rig), person)), 'ticket');
});

test('a ticket of another device, of no device, and a made up one are refused', async () => {
  await using rig = await newRig();
  const { person: ana } = await newcomer(rig, 'ana');
  const { person: bia } = await newcomer(rig, 'bia');

  const stolen = await resume(await dial(rig), bia, {
    ticket: ana.welcome?.ticket ?? randomBytes(32),
  });
  const made = await resume(await dial(rig), ana, { ticket: randomBytes(32) });
  const nowhere = newPerson('ana');

  assert.equal(refusalOf(stolen), 'ticket');
  assert.equal(refusalOf(made), 'ticket');
  assert.equal(refusalOf(await resume(await dial(rig), nowhere)), 'ticket');
});

test('a ticket without the key of its device is worth nothing', async () => {
  await using rig = await newRig();
  const { person } = await newcomer(rig, 'ana');
  const thief: Person = { ...onNewDevice(person), welcome: person.welcome };

  assert.equal(refusalOf(await resume(await dial(rig), thief)), 'key');
});

test('passwords and tickets outlive the nuvem', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'pychat-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const key = new Uint8Array(randomBytes(32));
  const open = () => openStore(`sqlite:${join(folder, 'nuvem.db')}`, { key });
  const before = await newRig({ store: await open() });
  const { person } = await newcomer(before, 'ana');
  await before[Symbol.asyncDispose]();

  await using rig = await newRig({ store: await open() });

  assert.equal((await resume(await dial(rig), person)).type, 'welcome');
  assert.equal((await logIn(await dial(rig), onNewDevice(person))).type, 'welcome');
});

test('a forgotten ticket is forgotten, and the password still opens', async () => {
  await using rig = await newRig();
  const { person, wire } = await newcomer(rig, 'ana');

  await wire.want('ok', { type: 'ticket-forget' });
  await wire.want('ok', { type: 'ticket-forget' });

  assert.equal(refusalOf(await resume(await dial(rig), person)), 'ticket');
  assert.equal((await logIn(await dial(rig), person)).type, 'welcome');
});

test('wrong passwords from elsewhere delay neither other places, nor a device that is known', async () => {
  const clock = testClock();
  await using rig = await newRig({ clock, settings: { freeLogins: 3 } });
  const { person } = await newcomer(rig, 'ana');
  const attack = async () =>
    logIn(await dial(rig, '192.0.2.66'), onNewDevice(person), { password: 'guess' });
  for (let guess = 0; guess < 3; guess += 1) assert.equal(refusalOf(await attack()), 'credentials');

  const fourth = await attack();
  assert(fourth.type === 'refused');
  assert.deepEqual([fourth.code, fourth.wait], ['wait', 1000]);

  assert.equal((await logIn(await dial(rig, '192.0.2.7'), onNewDevice(person))).type, 'welcome');
  const known = await logIn(await dial(rig, '192.0.2.66'), person, { known: true });
  assert.equal(known.type, 'welcome');
  assert.equal(refusalOf(await logIn(await dial(rig, '192.0.2.66'), onNewDevice(person))), 'wait');
  clock.advance(1000);
  assert.equal((await logIn(await dial(rig, '192.0.2.66'), onNewDevice(person))).type, 'welcome');
});

test('a device that only says it is known is none', async () => {
  await using rig = await newRig({ settings: { freeLogins: 1 } });
  const { person } = await newcomer(rig, 'ana');
  const stranger = onNewDevice(person);
  await logIn(await dial(rig), stranger, { password: 'guess', known: true });

  assert.equal(refusalOf(await logIn(await dial(rig), stranger, { known: true })), 'wait');
});

test('who only names a known device neither guesses in its place nor slows it down', async () => {
  await using rig = await newRig({ settings: { freeLogins: 2 } });
  const { person } = await newcomer(rig, 'ana');
  const device = person.device.public;
  const claim = async () => {
    const { wire } = await dial(rig, '192.0.2.66');
    const { request } = startLogIn('guess');
    return (await wire.ask({ type: 'login-1', name: 'ana', request, device })).type;
  };

  assert.deepEqual(
    [await claim(), await claim(), await claim()],
    ['login-reply', 'login-reply', 'refused'],
  );
  const known = await logIn(await dial(rig, '192.0.2.7'), person, { known: true });
  assert.equal(known.type, 'welcome');
});

test('guesses on a known device are delayed too', async () => {
  await using rig = await newRig({ settings: { freeLogins: 2 } });
  const { person } = await newcomer(rig, 'ana');
  const guess = async () => logIn(await dial(rig), person, { known: true, password: 'guess' });

  assert.deepEqual(
    [refusalOf(await guess()), refusalOf(await guess()), refusalOf(await guess())],
    ['credentials', 'credentials', 'wait'],
  );
});

test('tries that were never finished count', async () => {
  await using rig = await newRig({ settings: { freeLogins: 2 } });
  await newcomer(rig, 'ana');
  const { wire } = await dial(rig);
  const start = () => wire.ask({ type: 'login-1', name: 'ana', request: startLogIn('x').request });

  assert.deepEqual(
    [(await start()).type, (await start()).type, (await start()).type],
    ['login-reply', 'login-reply', 'refused'],
  );
});

test('junk in the place of a request ends the line and nothing else', async () => {
  await using rig = await newRig();
  const { wire } = await dial(rig);

  const answer = await wire.ask({ type: 'login-1', name: 'ana', request: Buffer.alloc(96, 255) });
  await wire.ended;

  assert.equal(refusalOf(answer), 'malformed');
  assert.deepEqual(rig.bugs, []);
});

test('a log-in that was begun before the password changed does not end after it', async () => {
  await using rig = await newRig();
  const { person, wire } = await newcomer(rig, 'ana');
  const late = await dial(rig);
  const phone = onNewDevice(person);
  const { state, request } = startLogIn(person.password);
  const reply = await late.wire.want('login-reply', { type: 'login-1', name: 'ana', request });
  const done = logInWith(person.password, state, reply.response);
  assert(done);
  const begun = startRegistering('a new password');
  const changing = { type: 'password-1', request: begun.request } as const;
  const { response } = await wire.want('register-reply', changing);
  const { record } = registerWith('a new password', begun.state, response);
  await wire.want('vault-is', { type: 'password-2', record, vault: randomBytes(9), version: 1 });

  const answer = await late.wire.ask({
    type: 'login-2',
    finish: done.finish,
    device: phone.device.public,
    label: 'late',
    proof: late.sign(phone, 'login'),
    mac: loginMac(done.sessionKey, late.claim(phone, 'login')),
  });

  assert.equal(refusalOf(answer), 'credentials');
});

test('who finds the password wrong and goes away is in the activity log all the same', async () => {
  await using rig = await newRig();
  const ana = await newcomer(rig, 'ana');
  const { wire } = await dial(rig, '192.0.2.9');
  const begin = { type: 'login-1', name: 'ana' } as const;
  await wire.want('login-reply', { ...begin, request: startLogIn('guess').request });
  await wire.want('login-reply', { ...begin, request: startLogIn('another').request });
  for (const line of [wire, ana.wire]) line.close();
  await rig.nuvem.world.lines.empty();

  const rows = await rig.store.activity(0, 100);

  const failed = rows.filter(({ kind }) => kind === 'login.failed');
  assert.deepEqual(
    failed.map(({ detail }) => JSON.parse(detail ?? '{}') as unknown),
    [1, 2].map(() => ({ name: 'ana', address: '192.0.2.9', skipped: 0 })),
  );
});

test('one line has twenty tries, whatever the names', async () => {
  await using rig = await newRig();
  const { wire } = await dial(rig);
  const { request } = startLogIn('a guess');
  const answers: string[] = [];
  for (let name = 0; name < 21; name += 1) {
    answers.push((await wire.ask({ type: 'login-1', name: `n${name}`, request })).type);
  }

  assert.deepEqual([answers.indexOf('refused'), answers.length], [20, 21]);
  assert.equal(
    (await (await dial(rig)).wire.ask({ type: 'login-1', name: 'n', request })).type,
    'login-reply',
  );
});
