import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newHome, type Ran } from '../rig/home.ts';
import { jsonOf, registered, secret, serving } from '../rig/served.ts';

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
  await using ana = await registered(before.address, 'ana');
  await using bob = await registered(before.address, 'bob');
  before.kill('SIGTERM');
  await before.ended;
  const made = await home.run(['certs', '--force', '--new-key']);
  assert.equal(made.code, 0, made.err);
  const { address } = before;
  const again = await serving(home, '--port', String(before.ready.port));
  const keys = [before.ready.fingerprint, again.ready.fingerprint];
  assert.notEqual(keys[0], keys[1]);

  const send = await ana.run(['send', address, '@bob', 'are you there?']);
  const connect = await ana.run(['connect', address]);
  const listen = await ana.run(['listen', address, '--json']);
  for (const ran of [send, { ...connect, out: '' }, { ...listen, out: '' }]) refused(ran, keys);

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
