import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import type { Message } from '../../src/protocol/messages.ts';
import { bodyOf, newRig, type Rig, syncWith } from '../rig/nuvem.ts';
import {
  dial,
  type Hello,
  logIn,
  newcomer,
  onNewDevice,
  type Person,
  refusalOf,
  resume,
} from '../rig/person.ts';
import type { Wire } from '../rig/wire.ts';

/** A person on three devices, who all sit. */
async function threeSeats(rig: Rig): Promise<readonly { person: Person; wire: Wire }[]> {
  const first = await newcomer(rig, 'ana');
  const seats = [first];
  for (const label of ['two', 'three']) {
    const person = onNewDevice(first.person, label);
    const { wire } = await entered(rig, person);
    seats.push({ person, wire });
  }
  return seats;
}

async function entered(rig: Rig, person: Person): Promise<Hello> {
  const hello = await dial(rig);
  const answer = await logIn(hello, person);
  assert.equal(answer.type, 'welcome', JSON.stringify(answer));
  return hello;
}

const bySession = (one: { id: number }, other: { id: number }) => one.id - other.id;

test('the fourth is told which three sit, takes a place, and that one hears why', async () => {
  await using rig = await newRig();
  const three = await threeSeats(rig);
  const hello = await dial(rig);
  const fourth = onNewDevice(three[0]!.person, 'four');

  const full = await logIn(hello, fourth);

  assert(full.type === 'seats-full');
  const sitting = full.sessions.toSorted(bySession);
  assert.deepEqual(
    sitting.map(({ id, device, label }) => ({ id, device, label })),
    three.map(({ person }) => ({
      id: person.welcome?.session,
      device: person.welcome?.device,
      label: person.label,
    })),
  );
  const welcome = await hello.wire.want('welcome', { type: 'seat-take', end: sitting[1]!.id });
  assert.equal(welcome.seats, 3);
  assert.equal((await three[1]!.wire.hear('refused')).code, 'ended');
  await three[1]!.wire.ended;
  assert.equal(rig.nuvem.world.hub.sessionsOf(welcome.user).length, 3);
});

test('who waits for a seat may do nothing else', async () => {
  await using rig = await newRig();
  const [first] = await threeSeats(rig);
  const hello = await dial(rig);
  await logIn(hello, onNewDevice(first!.person));

  assert.equal(refusalOf(await hello.wire.ask({ type: 'sessions' })), 'order');
});

test('nobody takes a seat without having logged in, or one of somebody else', async () => {
  await using rig = await newRig();
  const three = await threeSeats(rig);
  const bia = await newcomer(rig, 'bia');
  const stranger = await dial(rig);
  const hello = await dial(rig);
  await logIn(hello, onNewDevice(three[0]!.person));

  const early = await stranger.wire.ask({ type: 'seat-take', end: 1 });
  const foreign = await hello.wire.ask({
    type: 'seat-take',
    end: bia.person.welcome?.session ?? 0,
  });

  assert.equal(refusalOf(early), 'order');
  assert.equal(foreign.type, 'seats-full');
  await bia.wire.want('pong', { type: 'ping' });
});

test('a seat that was left meanwhile is taken without ending another', async () => {
  await using rig = await newRig();
  const three = await threeSeats(rig);
  const hello = await dial(rig);
  const full = await logIn(hello, onNewDevice(three[0]!.person));
  assert(full.type === 'seats-full');
  three[2]!.wire.say({ type: 'bye' });
  await three[2]!.wire.ended;

  await hello.wire.want('welcome', {
    type: 'seat-take',
    end: three[2]!.person.welcome?.session ?? 0,
  });

  for (const { wire } of three.slice(0, 2)) await wire.want('pong', { type: 'ping' });
});

test('a device that was revoked while it waited gets no seat', async () => {
  await using rig = await newRig();
  const three = await threeSeats(rig);
  const hello = await dial(rig);
  const fourth = onNewDevice(three[0]!.person);
  const full = await logIn(hello, fourth);
  assert(full.type === 'seats-full');
  const { user = 0 } = three[0]!.person.welcome ?? {};
  const waiting = (await rig.store.devices(user)).find(
    ({ key }) => Buffer.compare(key, fourth.device.public) === 0,
  );
  await three[0]!.wire.want('ok', { type: 'device-revoke', device: waiting?.id ?? 0 });

  const answer = await hello.wire.ask({ type: 'seat-take', end: full.sessions[0]!.id });

  assert.equal(refusalOf(answer), 'revoked');
  await three[1]!.wire.want('pong', { type: 'ping' });
});

test('a device that comes again takes its own seat over, also when all are taken', async () => {
  await using rig = await newRig();
  const three = await threeSeats(rig);
  const hello = await dial(rig);

  const again = await resume(hello, three[1]!.person);

  assert(again.type === 'welcome');
  assert.equal(again.seats, 3);
  assert.equal((await three[1]!.wire.hear('refused')).code, 'moved');
  await three[1]!.wire.ended;
});

test('nothing from an older connection of a device is stored', async () => {
  await using rig = await newRig();
  const { person, wire } = await newcomer(rig, 'ana');
  await syncWith(wire);
  const room = await rig.lobby();
  const next = await dial(rig);
  wire.say({ type: 'post', re: 90, room, no: 1, body: bodyOf('before') });
  await resume(next, person);

  wire.say({ type: 'post', re: 91, room, no: 2, body: bodyOf('after') });
  await wire.ended;

  const rooms = await syncWith(next.wire);
  const lobby = rooms.find(({ name }) => name === 'lobby');
  assert((lobby?.mark ?? 0) <= 1);
});

test('a hundred log-ins of one person at once give exactly three', async () => {
  await using rig = await newRig({ settings: { freeLogins: 1000 } });
  const { person, wire } = await newcomer(rig, 'ana');
  wire.say({ type: 'bye' });
  await wire.ended;
  const hellos = await Promise.all(Array.from({ length: 100 }, () => dial(rig)));

  const answers = await Promise.all(
    hellos.map((hello, at) => logIn(hello, onNewDevice(person, `device ${at}`))),
  );

  const count = (type: string) => answers.filter((answer) => answer.type === type).length;
  assert.deepEqual([count('welcome'), count('seats-full')], [3, 97]);
  assert.equal(rig.nuvem.world.hub.sessionsOf(person.welcome?.user ?? 0).length, 3);
});

test('a hundred resumes of one device at once leave one session, of the newest fence', async () => {
  await using rig = await newRig();
  const { person } = await newcomer(rig, 'ana');
  const first = person.welcome?.ticket ?? randomBytes(32);
  const hellos = await Promise.all(Array.from({ length: 100 }, () => dial(rig)));

  const answers = await Promise.all(
    hellos.map((hello) => resume(hello, { ...person }, { ticket: first })),
  );

  const { user = 0 } = person.welcome ?? {};
  const [session, ...others] = rig.nuvem.world.hub.sessionsOf(user);
  assert.equal(others.length, 0);
  const welcomes = answers.filter((answer) => answer.type === 'welcome');
  assert.equal(session?.id, Math.max(...welcomes.map(({ session: id }) => id)));
});

test('sessions are listed, and one of them ends another, which needs the password then', async () => {
  await using rig = await newRig();
  const three = await threeSeats(rig);
  const here = three[0]!;
  const { sessions } = await here.wire.want('sessions-are', { type: 'sessions' });
  const other = sessions.find(({ label }) => label === 'two');
  assert(other);
  const ask = { type: 'session-end', session: other.id } as const;

  await here.wire.want('ok', ask);
  await here.wire.want('ok', ask);

  assert.equal((await three[1]!.wire.hear('refused')).code, 'ended');
  assert.deepEqual(
    sessions.map(({ here: isHere }) => isHere),
    sessions.map(({ label }) => label === here.person.label),
  );
  assert.equal(refusalOf(await resume(await dial(rig), three[1]!.person)), 'ticket');
  await entered(rig, three[1]!.person);
});

test('a session of somebody else is not ended', async () => {
  await using rig = await newRig();
  const ana = await newcomer(rig, 'ana');
  const bia = await newcomer(rig, 'bia');

  await ana.wire.want('ok', {
    type: 'session-end',
    session: bia.person.welcome?.session ?? 0,
  });

  await bia.wire.want('pong', { type: 'ping' });
  assert.equal((await resume(await dial(rig), bia.person)).type, 'welcome');
});

test('a revoked device is out at once, and neither its ticket nor the password lets its key in', async () => {
  await using rig = await newRig();
  const three = await threeSeats(rig);
  const [here, lost] = three;
  const device = lost!.person.welcome?.device ?? 0;
  const ask = { type: 'device-revoke', device } as const;

  await here!.wire.want('ok', ask);
  await here!.wire.want('ok', ask);

  assert.equal((await lost!.wire.hear('refused')).code, 'revoked');
  await lost!.wire.ended;
  assert.equal(refusalOf(await resume(await dial(rig), lost!.person)), 'revoked');
  assert.equal(refusalOf(await logIn(await dial(rig), lost!.person)), 'revoked');
  const { devices } = await here!.wire.want('devices-are', { type: 'devices' });
  assert.equal(devices.find(({ id }) => id === device)?.revoked, true);
});

test('nobody revokes the device of somebody else', async () => {
  await using rig = await newRig();
  const ana = await newcomer(rig, 'ana');
  const bia = await newcomer(rig, 'bia');
  const device = bia.person.welcome?.device ?? 0;

  assert.equal(refusalOf(await ana.wire.ask({ type: 'device-revoke', device })), 'unknown');
  await bia.wire.want('pong', { type: 'ping' });
});

test('of the devices of others only the keys are shown', async () => {
  await using rig = await newRig();
  const ana = await newcomer(rig, 'ana');
  const bia = await newcomer(rig, 'bia');

  const own = await ana.wire.want('devices-are', { type: 'devices' });
  const others = await ana.wire.want('devices-are', { type: 'devices', name: 'bia' });

  const [mine] = own.devices;
  const [theirs] = others.devices;
  assert.deepEqual([mine?.label, mine?.online], ['a laptop', true]);
  assert.deepEqual([theirs?.label, theirs?.online, theirs?.seen], ['device', false, 0]);
  assert.deepEqual(Buffer.from(theirs?.key ?? []), Buffer.from(bia.person.device.public));
  assert.deepEqual(Buffer.from(others.identity), Buffer.from(bia.person.identity.public));
  assert.equal(refusalOf(await ana.wire.ask({ type: 'devices', name: 'nobody' })), 'unknown');
});

test('labels that would do something to a terminal do nothing', async () => {
  await using rig = await newRig();
  const { person } = await newcomer(rig, 'ana');
  const nasty = onNewDevice(person, `\u001B]0;x\u0007${'\u0001'.repeat(50)}`);
  const { wire } = await entered(rig, nasty);

  const { devices } = await wire.want('devices-are', { type: 'devices' });

  for (const { label } of devices) {
    assert.doesNotMatch(label, /\p{Cc}/u);
    assert(Buffer.byteLength(label) <= 64);
  }
});

const asError = (message: Message): string => JSON.stringify(message);

test('the activity log tells who came and went and how, and no secret', async () => {
  await using rig = await newRig();
  const three = await threeSeats(rig);
  await logIn(await dial(rig), three[0]!.person, { password: 'wrong' });
  const { device = 0, ticket = randomBytes(32) } = three[1]!.person.welcome ?? {};
  await three[0]!.wire.want('ok', { type: 'device-revoke', device });
  await three[1]!.wire.ended;
  await resume(await dial(rig), three[0]!.person);

  const rows = await rig.store.activity(0, 1000);

  const kinds = new Set(rows.map(({ kind }) => kind));
  for (const kind of ['account', 'login', 'login.failed', 'device', 'device.revoked']) {
    assert(kinds.has(kind), `${kind} in ${[...kinds].join(' ')}`);
  }
  const text = rows.map(({ detail }) => detail).join('\n');
  assert.match(text, /"how":"resume"/);
  for (const secret of [ticket, three[0]!.person.device.secret]) {
    assert(!text.includes(Buffer.from(secret).toString('hex')), asError(three[0]!.person.welcome!));
  }
  assert(!text.includes(three[0]!.person.password));
});
