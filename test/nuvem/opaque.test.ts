import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import type { Accounts } from '../../src/nuvem/accounts.ts';
import { openAccounts } from '../../src/nuvem/opaque.ts';
import { logInWith, registerWith, startLogIn, startRegistering } from '../rig/opaque.ts';

function secrets() {
  const kept = new Map<string, Uint8Array>();
  return async (name: string, make: () => Uint8Array): Promise<Uint8Array> => {
    const value = kept.get(name) ?? make();
    kept.set(name, value);
    return value;
  };
}

function must<T>(result: { ok: true; value: T } | { ok: false; error: string }): T {
  assert.ok(result.ok);
  return result.value;
}

function register(accounts: Accounts, name: string, password: string): string {
  const { state, request } = startRegistering(password);
  const response = must(accounts.registerReply(name, request));
  return must(accounts.recordOf(registerWith(password, state, response).record));
}

test('who knows the password shares a key with the nuvem, also after it was restarted', async () => {
  const secret = secrets();
  const record = register(await openAccounts(secret), 'ana', 'a long password');
  const accounts = await openAccounts(secret);
  const { state, request } = startLogIn('a long password');

  const reply = must(accounts.loginReply('ana', record, request));
  const mine = logInWith('a long password', state, reply.response);

  assert.ok(mine);
  assert.deepEqual(must(accounts.finish(reply.state, mine.finish)), mine.sessionKey);
});

test('the record of one name opens no other', async () => {
  const accounts = await openAccounts(secrets());
  const record = register(accounts, 'ana', 'a long password');
  const { state, request } = startLogIn('a long password');

  const reply = must(accounts.loginReply('bia', record, request));

  assert.equal(logInWith('a long password', state, reply.response), undefined);
});

test('nobody of that name and a wrong password look alike', async () => {
  const accounts = await openAccounts(secrets());
  const record = register(accounts, 'ana', 'a long password');
  const { state, request } = startLogIn('another password');

  const known = must(accounts.loginReply('ana', record, request));
  const unknown = must(accounts.loginReply('ana', undefined, request));

  assert.equal(known.response.length, unknown.response.length);
  assert.equal(known.state.length, unknown.state.length);
  for (const { response } of [known, unknown]) {
    assert.equal(logInWith('another password', state, response), undefined);
  }
});

test('junk is refused and throws nothing', async () => {
  const accounts = await openAccounts(secrets());
  const record = register(accounts, 'ana', 'a long password');
  const good = must(accounts.loginReply('ana', record, startLogIn('x').request));
  const lengths = [0, 1, 31, 32, 64, 86, 96, 192, 256, 320, 1024];
  const junk = lengths.flatMap((size) => [
    randomBytes(size),
    Buffer.alloc(size),
    Buffer.alloc(size, 255),
  ]);

  for (const bytes of junk) {
    const size = bytes.length;
    const asked = {
      32: accounts.registerReply('ana', bytes),
      192: accounts.recordOf(bytes),
      96: accounts.loginReply('ana', record, bytes),
    };
    for (const [right, answer] of Object.entries(asked)) {
      // Random bytes of the right size may be a point of the curve, and so no junk.
      if (size !== Number(right)) assert.equal(answer.ok, false, `${size} for ${right}`);
    }
    const finished = accounts.finish(good.state, bytes);
    assert.deepEqual(finished, { ok: false, error: 'credentials' });
  }
});
