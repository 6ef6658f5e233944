import assert from 'node:assert/strict';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { type Renewal, renewal } from '../../src/base/renewal.ts';
import type { Certificate } from '../../src/net/certificate.ts';
import { listen, type Listener } from '../../src/net/listen.ts';
import { encode } from '../../src/protocol/wire.ts';
import { makeAccount } from '../rig/account.ts';
import { newCertificate } from '../rig/certificate.ts';
import { newHome, type Ran, type TestHome } from '../rig/home.ts';
import { jsonOf, password, registered, secret, serving } from '../rig/served.ts';

/** The words of the command that a sentence names. */
function commandIn(err: string): readonly string[] {
  const [, command] = /accept it with `pychat ([^`]+)`/.exec(err) ?? [];
  assert.ok(command, err);
  return command.split(' ');
}

function refused({ code, err }: Ran, keys: readonly string[]): void {
  assert.equal(code, 4, err);
  assert.match(err, /^pychat: The key of [^\n]+\n$/);
  for (const key of keys) assert.ok(err.includes(key), err);
}

test('a saved account meets another key: exit 4, and the command that is named accepts it', async () => {
  await using home = await newHome();
  const before = await serving(home);
  await using ana = await registered(before.address, 'ana', { logsIn: true });
  await using bob = await registered(before.address, 'bob');
  before.kill('SIGTERM');
  await before.ended;
  const made = await home.run(['certs', '--force', '--new-key']);
  assert.equal(made.code, 0, made.err);
  await rm(join(home.root, 'certs', 'nuvem.former'));
  const { address } = before;
  const again = await serving(home, '--port', String(before.ready.port));
  const keys = [before.ready.fingerprint, again.ready.fingerprint];
  assert.notEqual(keys[0], keys[1]);

  const send = await ana.run(['send', address, '@bob', 'are you there?']);
  const connect = await ana.run(['connect', address]);
  const heard = await ana.run(['listen', address, '--json']);
  for (const ran of [send, { ...connect, out: '' }, { ...heard, out: '' }]) refused(ran, keys);

  const accepted = await ana.run(commandIn(send.err), secret);
  assert.equal(accepted.code, 0, accepted.err);
  assert.match(accepted.err, /under the former key .*pychat logout/);
  const sent = await ana.run(['send', address, '#lobby', 'here again', '--json']);
  assert.equal(sent.code, 0, sent.err);
  assert.equal(jsonOf(sent.out)[0]?.['event'], 'stored');
  refused(await bob.run(['send', address, '#lobby', 'no']), keys);

  const [, logout] = /`pychat (logout [^`]+)`/.exec(accepted.err) ?? [];
  const forgotten = await ana.run(logout?.split(' ') ?? []);
  assert.equal(forgotten.code, 0, forgotten.err);
  assert.equal((await ana.run(['users', address])).code, 0);
});

async function renewKey(home: TestHome): Promise<void> {
  const made = await home.run(['certs', '--force', '--new-key']);
  assert.equal(made.code, 0, made.err);
  assert.match(made.err, /^The former key signed for the new one/);
}

test('a new key that the former one signed for is followed, and said in one line, by whoever is here or comes', async () => {
  await using home = await newHome();
  const before = await serving(home);
  const { address } = before;
  await using ana = await registered(address, 'ana');
  await using bob = await registered(address, 'bob');
  await makeAccount({ root: ana.root, address, name: 'dora', password, logsIn: false });
  const listening = bob.start(['listen', address, '--json', '--timeout', '60']);
  const first = await ana.run(['send', address, '--user', 'ana', '#lobby', 'under the old key']);
  assert.equal(first.code, 0, first.err);
  await listening.until('under the old key');
  await renewKey(home);
  before.kill('SIGTERM');
  await before.ended;
  const again = await serving(home, '--port', String(before.ready.port));

  await listening.until('has a new key');
  const say = ['send', address, '--user', 'ana', '#lobby', 'under the new key', '--json'];
  const sent = await ana.run(say);
  await listening.until('under the new key');

  assert.equal(sent.code, 0, sent.err);
  assert.match(sent.err, /^The nuvem at [^ ]+ has a new key, [^\n]+ It is remembered\.\n$/);
  assert.ok(sent.err.includes(again.ready.fingerprint), sent.err);
  for (const quiet of [
    await ana.run(['users', address, '--user', 'dora', '--json']),
    await bob.run(['users', `${address}#${before.ready.fingerprint}`, '--json']),
  ])
    assert.deepEqual([quiet.code, quiet.err], [0, '']);
});

/** Says hello as a nuvem does, with whatever statements about its key. */
async function impostor(
  port: number,
  certificate: Certificate,
  former: readonly Renewal[],
): Promise<Listener> {
  const listener = await listen({
    host: '127.0.0.1',
    port,
    certificate,
    onLine(line) {
      const name = 'n';
      const open = { registration: 'open', features: [], nonce: randomBytes(32) } as const;
      const greeting = { type: 'greeting', re: 1, version: 2, name, ...open, former } as const;
      line.start({
        body: () => (line.send(encode(greeting)), true),
        drain() {},
        end() {},
      });
    },
  });
  assert(listener.ok);
  return listener.value;
}

test('a statement that the expected key did not make opens nothing, nor does one of a key that was replaced', async () => {
  await using home = await newHome();
  const before = await serving(home);
  const { address } = before;
  const { port } = before.ready;
  await using ana = await registered(address, 'ana');
  const stolen = createPrivateKey(await readFile(join(home.root, 'certs', 'nuvem.key')));
  await renewKey(home);
  before.kill('SIGTERM');
  await before.ended;
  const now = await serving(home, '--port', String(port));
  const follows = await ana.run(['users', address]);
  assert.match(follows.err, /has a new key/);
  now.kill('SIGTERM');
  await now.ended;
  const certificate = await newCertificate();
  const own = renewal(createPrivateKey(certificate.key), certificate.keyDigest);
  const old = renewal(stolen, certificate.keyDigest);
  const forged = { ...old, signature: randomBytes(72) };

  const keys = [now.ready.fingerprint, certificate.fingerprint];

  for (const former of [[own], [forged], [old]]) {
    await using other = await impostor(port, certificate, former);
    assert.equal(other.port, port);
    refused(await ana.run(['users', address]), keys);
  }
  await using other = await impostor(port, certificate, [old, own]);
  assert.equal(other.port, port);
  refused(await ana.run(['login', address, '--user', 'ana'], secret), keys);
});

test('the key that was replaced is refused, also when its fingerprint is given', async () => {
  await using home = await newHome();
  const before = await serving(home);
  const { address } = before;
  await using ana = await registered(address, 'ana');
  const key = await readFile(join(home.root, 'certs', 'nuvem.key'), 'utf8');
  const cert = await readFile(join(home.root, 'certs', 'nuvem.crt'), 'utf8');
  const thief = { ...(await newCertificate()), key, cert };
  await renewKey(home);
  before.kill('SIGTERM');
  await before.ended;
  const now = await serving(home, '--port', String(before.ready.port));
  assert.equal((await ana.run(['users', address])).code, 0);
  now.kill('SIGTERM');
  await now.ended;
  await using other = await impostor(before.ready.port, thief, []);
  assert.equal(other.port, before.ready.port);

  refused(await ana.run(['users', address]), [now.ready.fingerprint]);
  const pinned = `${address}#${before.ready.fingerprint}`;
  const login = await ana.run(['login', pinned, '--user', 'ana'], secret);

  assert.equal(login.code, 4, login.err);
  assert.match(login.err, /which its nuvem has replaced by .*pychat logout/);
});
