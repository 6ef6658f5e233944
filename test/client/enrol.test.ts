import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { digestOf, fingerprintOf } from '../../src/base/fingerprint.ts';
import { login, register } from '../../src/client/enrol.ts';
import type { Dial } from '../../src/client/ports.ts';
import type { FromNuvem, Message } from '../../src/protocol/messages.ts';
import { encode, parseMessage } from '../../src/protocol/wire.ts';
import { Trouble } from '../../src/words/reason.ts';
import { enrolPorts, entranceOf, newClient, newNet, nuvem, password } from '../rig/client.ts';
import { testClock } from '../rig/clock.ts';
import { memoryLines } from '../rig/memory-line.ts';
import { newRig } from '../rig/nuvem.ts';

test('a second device logs in with the password and brings the same identity', async () => {
  await using rig = await newRig();
  await using one = await newClient(rig, 'ana');
  await using two = await newClient(rig, 'ana', { enrol: 'login' });
  await one.say('#lobby', 'from one');
  await two.say('#lobby', 'from two');

  const devices = await two.client.ask({ kind: 'devices' });

  assert.equal(one.kept().identity, two.kept().identity);
  assert.notEqual(one.kept().device, two.kept().device);
  assert.deepEqual(
    devices.map(({ here }) => here),
    devices.map(({ id }) => id === two.kept().device),
  );
});

test('a wrong password, an unknown name and a short password say so', async () => {
  await using rig = await newRig();
  await using taken = await newClient(rig, 'ana');
  assert.equal(taken.client.me.name, 'ana');
  const ports = { ...enrolPorts, ...newNet(() => rig) };

  await assert.rejects(login(ports, entranceOf('ana', 'not this one, no')), {
    code: 'credentials',
  });
  await assert.rejects(login(ports, entranceOf('bia', password)), { code: 'credentials' });
  await assert.rejects(register(ports, entranceOf('bia', 'short')), { code: 'usage' });
  await assert.rejects(register(ports, entranceOf('bia', 'password123')), { code: 'usage' });
  await assert.rejects(register(ports, entranceOf('ana', password)), { refusal: 'taken' });
});

test('another key than the expected one is refused before a word is said', async () => {
  await using rig = await newRig();
  const ports = { ...enrolPorts, ...newNet(() => rig) };
  const other = fingerprintOf(randomBytes(32));
  const first = (): Promise<boolean> => Promise.resolve(false);

  const wish = { ...entranceOf('ana', password), first };
  await assert.rejects(register(ports, { ...wish, expected: other }), (failure: Error) => {
    assert.match(failure.message, new RegExp(other));
    assert.match(failure.message, new RegExp(nuvem));
    return true;
  });
  await assert.rejects(register(ports, wish), { code: 'refused' });
  assert.equal((await rig.store.users('', 10)).length, 0);
});

test('a new password replaces the old one, and the vault opens with it', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  const fresh = 'outras quatro palavras longas';
  const ports = { ...enrolPorts, ...newNet(() => rig) };
  await ana.say('#lobby', 'before');

  await assert.rejects(ana.client.ask({ kind: 'password', old: 'wrong wrong wrong', new: fresh }), {
    code: 'credentials',
  });
  await ana.client.ask({ kind: 'password', old: password, new: fresh });
  await ana.say('#lobby', 'after');

  await assert.rejects(login(ports, entranceOf('ana', password)), { code: 'credentials' });
  const account = await login(ports, entranceOf('ana', fresh));
  assert.equal(account.identity, ana.kept().identity);
});

test('the fourth device is told who sits, and may end one of them', async () => {
  await using rig = await newRig();
  const up = async () => {
    const who = await newClient(rig, 'ana', { enrol: 'login' });
    await who.say('#lobby', 'here');
    return who;
  };
  await using first = await newClient(rig, 'ana');
  await first.say('#lobby', 'here');
  await using second = await up();
  await using third = await up();
  const ports = { ...enrolPorts, ...newNet(() => rig) };
  const wish = entranceOf('ana', password);

  assert.notEqual(second.kept().device, third.kept().device);
  await assert.rejects(login(ports, wish), /All seats are taken/);
  const account = await login(ports, {
    ...wish,
    choose: (seats) => Promise.resolve(seats[0]?.id),
  });

  assert.equal(account.name, 'ana');
  await first.until('link', ({ link }) => link.code === 'credentials');
});

test('after logout nothing is tried again before somebody logs in', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  await ana.say('#lobby', 'oi');

  await ana.client.ask({ kind: 'logout' });

  await assert.rejects(ana.client.ask({ kind: 'users' }), { code: 'credentials' });
});

/** A nuvem that greets, and whose answer to everything else is `answer`. */
function odd(answer: (re: number) => Message<FromNuvem> | undefined): Dial {
  return () => {
    const [there, here] = memoryLines('192.0.2.7');
    there.start({
      body(body) {
        const asked = parseMessage(body);
        const re = 're' in asked ? (asked.re ?? 0) : 0;
        const reply = asked.type === 'hello' ? greetingFor(re) : answer(re);
        if (reply) there.send(encode(reply));
        return true;
      },
      drain() {},
      end() {},
    });
    return Promise.resolve({ line: here, key: digestOf(nuvem), vouched: false });
  };
}

const greetingFor = (re: number): Message<'greeting'> => ({
  type: 'greeting',
  re,
  version: 1,
  name: 'odd',
  nonce: randomBytes(32),
  features: [],
  registration: 'open',
});

test('a nuvem that does not answer is not waited for without end', async () => {
  const clock = testClock();
  // What was asked for waits twenty seconds, here as soon as it was asked.
  const dial = odd(() => {
    clock.advance(20_000);
    return undefined;
  });

  const coming = register({ ...enrolPorts, clock, dial }, entranceOf('ana', password));

  await assert.rejects(coming, { code: 'unreachable', reason: ['no-answer'] });
});

test('an answer that is no OPAQUE is the fault of the nuvem, and said so', async () => {
  const response = Buffer.alloc(64);
  const said = (failure: unknown): boolean =>
    failure instanceof Trouble && failure.reason[0] === 'no-message';

  const registering = odd((re) => ({ type: 'register-reply', re, response }));
  const loggingIn = odd((re) => ({ type: 'login-reply', re, response }));

  const entrance = entranceOf('ana', password);
  await assert.rejects(register({ ...enrolPorts, dial: registering }, entrance), said);
  await assert.rejects(login({ ...enrolPorts, dial: loggingIn }, entrance), said);
});
