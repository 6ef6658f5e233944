import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';

import { newHome, sharing, type TestHome } from '../rig/home.ts';
import { jsonOf, listIn, password, registered, secret, serving } from '../rig/served.ts';

let nuvem: TestHome;
let ana: TestHome;
let bob: TestHome;
let address: string;

const shared = sharing();
before(async () => {
  nuvem = await shared(newHome());
  ({ address } = await serving(nuvem));
  [ana, bob] = await Promise.all([
    shared(registered(address, 'ana')),
    shared(registered(address, 'bob')),
  ]);
});

test('what is sent is listened to once, by whoever listens later', async () => {
  const sent = await ana.run(['send', address, '@bob', 'tudo', 'bem?', '--json']);
  const heard = await bob.run([
    'listen',
    address,
    '@ana',
    '--json',
    '--count',
    '1',
    '--timeout',
    '60',
  ]);
  const again = await bob.run(['listen', address, '@ana', '--json', '--timeout', '0.5']);

  assert.equal(sent.code, 0, sent.err);
  const [stored] = jsonOf(sent.out);
  assert.deepEqual([stored?.['event'], stored?.['to'], stored?.['seq']], ['stored', '@bob', 2]);
  assert.match(String(stored?.['at']), /^\d{4}-.*Z$/);
  assert.equal(heard.code, 0, heard.err);
  const [message] = jsonOf(heard.out).filter(({ event }) => event === 'message');
  const { at, id, ...rest } = message ?? {};
  assert.match(String(at), /Z$/);
  assert.match(String(id), /^[\da-f]{32}$/);
  const said = { kind: 'text', text: 'tudo bem?', sealed: true };
  assert.deepEqual(rest, { event: 'message', room: '@ana', from: 'ana', seq: 2, ...said });
  assert.equal(again.code, 0, again.err);
  assert.deepEqual(
    jsonOf(again.out).filter(({ event }) => event === 'message'),
    [],
  );
});

test('send waits until it is delivered and read, by a process that is connected', async () => {
  const connected = bob.start(['connect', address]);
  await connected.until('-- connected');

  const read = await ana.run([
    'send',
    address,
    '@bob',
    '--wait',
    'read',
    '--timeout',
    '60',
    'look',
    '--json',
  ]);
  await connected.until('<ana> look');

  assert.equal(read.code, 0, read.err);
  assert.equal(jsonOf(read.out)[0]?.['event'], 'read');
  connected.closeInput();
  assert.equal((await connected.ended).code, 0);
});

test('send while connect is running attaches to it and costs no seat', async () => {
  const connected = ana.start(['connect', address]);
  await connected.until('-- connected');

  const sent = await ana.run(['send', address, '#lobby', 'from another process']);
  const line = await connected.until('from another process');
  const sessions = await ana.run(['sessions', address, '--json']);

  assert.equal(sent.code, 0, sent.err);
  assert.match(line, /#lobby \d+ <ana> from another process ✓/);
  assert.equal(listIn(sessions.out, 'sessions').length, 1);
  connected.write('/quit\n');
  assert.equal((await connected.ended).code, 0);
});

test('when the owner is killed, a listener takes over and misses nothing', async () => {
  const owner = bob.start(['connect', address]);
  await owner.until('-- connected');
  const listener = bob.start(['listen', address, '#lobby', '--json']);
  await ana.run(['send', address, '#lobby', 'before']);
  await listener.until('"text":"before"');

  owner.kill('SIGKILL');
  await owner.ended;
  await ana.run(['send', address, '#lobby', 'after']);

  await listener.until('"text":"after"');
  listener.kill('SIGINT');
  assert.equal((await listener.ended).code, 130);
});

test('standard input is one message, or with --lines one each, in order', async () => {
  const whole = await ana.run(['send', address, '@bob'], { input: 'one\ntwo\n' });
  const lines = await ana.run(['send', address, '@bob', '--lines', '--json'], {
    input: Array.from({ length: 100 }, (_none, at) => `line ${at}\n`).join(''),
  });
  const heard = await bob.run([
    'listen',
    address,
    '@ana',
    '--json',
    '--count',
    '102',
    '--timeout',
    '60',
  ]);

  assert.equal(whole.code, 0, whole.err);
  assert.equal(lines.code, 0, lines.err);
  assert.equal(jsonOf(lines.out).length, 100);
  assert.equal(heard.code, 0, heard.err);
  const texts = jsonOf(heard.out).flatMap(({ text }) => (text === undefined ? [] : [text]));
  assert.deepEqual(texts.slice(-101), [
    'one\ntwo',
    ...Array.from({ length: 100 }, (_none, at) => `line ${at}`),
  ]);
});

test('texts of every kind arrive as they were; those that cannot be sent are refused', async () => {
  const planes = Array.from({ length: 17 }, (_none, plane) =>
    String.fromCodePoint(plane * 0x10000 + 0x4321),
  ).join('');
  const text = `${planes} \u001b[31m\u202e\u0007 e\u0301`;

  const sent = await ana.run(['send', address, '#lobby'], { input: text });
  const heard = await bob.run(['listen', address, '#lobby', '--json', '--timeout', '1']);
  const empty = await ana.run(['send', address, '#lobby'], { input: '' });
  const long = await ana.run(['send', address, '#lobby'], { input: 'x'.repeat(1024 * 1024) });

  assert.equal(sent.code, 0, sent.err);
  assert.ok(jsonOf(heard.out).some((one) => one['text'] === text));
  assert.deepEqual([empty.code, empty.out], [2, '']);
  assert.match(empty.err, /^pychat: There is nothing to send\. [^\n]+\n$/);
  assert.deepEqual([long.code, long.out], [1, '']);
  assert.match(long.err, /^pychat: The text has 1048576 bytes[^\n]+\n$/);
});

test('a line to nobody fails with their name, and leaves nothing behind', async () => {
  const { code, out, err } = await ana.run(['send', address, '@nope', 'oi']);
  const { out: rooms } = await ana.run(['group', 'list', address, '--json']);

  assert.deepEqual([code, out], [1, '']);
  assert.equal(err, 'pychat: Nobody here is called nope. Check the spelling.\n');
  assert.doesNotMatch(rooms, /nope/);
});

test('listen --since begins after that line of a channel, though this listener came later', async () => {
  await ana.run(['channel', 'create', address, '#praca', '--user', 'ana']);
  await ana.run(['send', address, '#praca', '--lines'], { input: 'um\ndois\ntres\n' });
  await bob.run(['channel', 'join', address, '#praca', '--user', 'bob']);

  const since = ['--since', '1', '--count', '2', '--timeout', '30', '--json'];
  const { code, out } = await bob.run(['listen', address, '#praca', ...since]);

  assert.equal(code, 0);
  assert.deepEqual(
    jsonOf(out).flatMap(({ event, seq, text }) => (event === 'message' ? [[seq, text]] : [])),
    [
      [2, 'dois'],
      [3, 'tres'],
    ],
  );
});

test('what a terminal would obey is printed as what it is', async () => {
  await ana.run(['send', address, '#lobby', '\u001b]0;owned\u0007\u202egpj']);

  const heard = await bob.run(['listen', address, '#lobby', '--timeout', '1']);

  assert.match(heard.out, /<ana> ␛\]0;owned␇gpj/);
});

test('groups are made, changed, listed and left', async () => {
  await bob.run(['group', 'list', address, '--json']);
  const made = await ana.run(['group', 'create', address, '+lab', 'bob', '--json']);
  const members = await bob.run(['group', 'members', address, '+lab', '--json']);
  const listed = await bob.run(['group', 'list', address, '--json']);
  const removed = await ana.run(['group', 'remove', address, '+lab', 'bob']);
  const added = await ana.run(['group', 'add', address, '+lab', '@bob']);
  const left = await bob.run(['group', 'leave', address, '+lab']);
  const gone = await bob.run(['group', 'members', address, '+nolab']);

  assert.deepEqual(jsonOf(made.out), [{ event: 'created', room: '+lab', members: 2 }]);
  assert.deepEqual(
    listIn<{ name: string; role: string }>(members.out, 'members').map(
      ({ name, role }) => `${name} ${role}`,
    ),
    ['ana owner', 'bob member'],
  );
  assert.equal(listIn<{ room: string }>(listed.out, 'rooms')[0]?.room, '+lab');
  for (const { code, err } of [removed, added, left]) assert.equal(code, 0, err);
  assert.equal(gone.code, 1);
  assert.match(gone.err, /^pychat: There is no such room[^\n]+\n$/);
});

test('channels are made, joined and listed', async () => {
  const made = await ana.run(['channel', 'create', address, 'news']);
  const exists = await bob.run(['channel', 'create', address, '#news']);
  const open = await bob.run(['channel', 'list', address, '--json']);
  const joined = await bob.run(['channel', 'join', address, '#news']);
  const said = await bob.run(['send', address, '#news', 'hello']);

  assert.equal(made.code, 0, made.err);
  assert.equal(exists.code, 1);
  const rooms = listIn<{ room: string; joined: boolean }>(open.out, 'rooms');
  const isIn = new Map(rooms.map((each) => [each.room, each.joined]));
  assert.deepEqual([isIn.get('#lobby'), isIn.get('#news')], [true, false]);
  assert.equal(joined.code, 0, joined.err);
  assert.equal(said.code, 0, said.err);
});

test('users and devices are listed', async () => {
  const users = await ana.run(['users', address, '--json']);
  const devices = await ana.run(['devices', address, '--json']);

  assert.deepEqual(
    listIn<{ name: string; state: string }>(users.out, 'users').map(({ name, state }) => [
      name,
      state,
    ]),
    [
      ['ana', 'online'],
      ['bob', 'offline'],
    ],
  );
  const rows = listIn<{ here: boolean; revoked: boolean }>(devices.out, 'devices');
  assert.deepEqual(
    rows.map(({ here, revoked }) => [here, revoked]),
    [[true, false]],
  );
});

test('connect shows the last lines before any network, and takes what is typed', async () => {
  await ana.run(['send', address, '@bob', 'remember me']);
  await bob.run(['listen', address, '@ana', '--timeout', '1']);
  const talk = bob.start(['connect', address]);

  const shown = await talk.until(/.*/);
  await talk.until('-- connected');
  talk.write('/dm @ana\nhello there\n');
  await talk.until(/@ana \d+ <bob> hello there ✓/);
  talk.write('/nonsense\n');
  await talk.until('There is no /nonsense');
  talk.write('/quit\n');

  assert.match(shown, /^\d{4}-\d\d-\d\d \d\d:\d\d /);
  assert.equal((await talk.ended).code, 0);
  const [file] = await readdir(join(bob.root, 'history'));
  assert.match(file ?? '', /^bob@127\.0\.0\.1_\d+\.txt$/);
  assert.match(await readFile(join(bob.root, 'history', file ?? ''), 'utf8'), /<bob> hello there/);
});

test('the last lines read as they do today: corrected, and without what was taken back', async () => {
  await using home = await registered(address, 'clara');
  const talk = home.start(['connect', address]);
  await talk.until('-- connected');
  talk.write('/group +notes\n');
  await talk.until(/now in \+notes/);
  talk.write('first\nsecond\n');
  await talk.until(/<clara> second ✓/);
  talk.write('/edit third\n');
  await talk.until(/third/);
  talk.write('fourth\n');
  await talk.until(/fourth ✓/);
  talk.write('/delete\n');
  await talk.until(/took back/);
  talk.write('/quit\n');
  assert.equal((await talk.ended).code, 0);

  const [file] = await readdir(join(home.root, 'history'));
  const kept = await readFile(join(home.root, 'history', file ?? ''), 'utf8');
  assert.match(kept, /<clara> first\n.* <clara> \(edited\) third\n$/);
  assert.doesNotMatch(kept, /second|fourth/);
});

test('the file of last lines has a group under the name that it has now', async () => {
  const talk = bob.start(['connect', address]);
  await talk.until('-- connected');
  talk.write('/group antes ana\n');
  await talk.until(/came in, let in by you/);
  talk.write('dito aqui\n');
  await talk.until(/dito aqui ✓/);
  talk.write('/name depois\n');
  await talk.until(/named this room depois/);
  talk.write('/quit\n');
  await talk.ended;

  const [file = ''] = await readdir(join(bob.root, 'history'));
  const lines = await readFile(join(bob.root, 'history', file), 'utf8');
  assert.match(lines, /\+depois\n.*<bob> dito aqui/);
  assert.doesNotMatch(lines, /\+antes/);
});

test('the file of last lines has no group that was left, though nobody was there to see it', async () => {
  const file = async (): Promise<string> => {
    const [name = ''] = await readdir(join(bob.root, 'history'));
    return readFile(join(bob.root, 'history', name), 'utf8');
  };
  const talk = bob.start(['connect', address]);
  await talk.until('-- connected');
  talk.write('/group deixado ana\n');
  await talk.until(/came in, let in by you/);
  talk.write('/name partido\n');
  await talk.until(/named this room partido/);
  talk.write('antes de ir\n');
  await talk.until(/antes de ir ✓/);
  talk.write('/leave\n');
  await talk.until('-- You are no longer in +partido.');
  talk.write('/go lobby\n/quit\n');
  const first = await talk.ended;
  const left = await file();
  const again = bob.start(['connect', address]);
  await again.until('-- connected');
  again.write('/quit\n');
  const second = await again.ended;

  assert.equal(first.out.match(/no longer in/g)?.length, 1);
  assert.doesNotMatch(left, /partido|antes de ir/);
  assert.doesNotMatch(second.out, /partido|antes de ir/);
  assert.doesNotMatch(await file(), /partido|antes de ir/);
});

test('--no-history writes none', async () => {
  await using home = await registered(address, 'carla');
  const sent = await home.run(['--no-history', 'send', address, '#lobby', 'secret']);

  assert.equal(sent.code, 0, sent.err);
  assert.deepEqual((await readdir(home.root)).toSorted(), ['data']);
});

test('a new password opens the account, the old one no more; logout forgets the log-in', async () => {
  await using home = await newHome();
  await using other = await newHome();
  await home.run(['register', address, '--user', 'dora'], secret);

  const changed = await home.run(['password', address], {
    env: { PYCHAT_PASSWORD: password, PYCHAT_NEW_PASSWORD: 'another horse battery' },
  });
  const old = await other.run(['login', address, '--user', 'dora'], secret);
  const fresh = await other.run(['login', address, '--user', 'dora', '--json'], {
    env: { PYCHAT_PASSWORD: 'another horse battery' },
  });
  const out = await home.run(['logout', address]);
  const later = await home.run(['users', address, '--user', 'dora']);

  assert.equal(changed.code, 0, changed.err);
  assert.equal(old.code, 5, old.err);
  assert.equal(fresh.code, 0, fresh.err);
  assert.equal(jsonOf(fresh.out)[0]?.['event'], 'logged-in');
  assert.equal(out.code, 0, out.err);
  assert.equal(later.code, 2, later.err);
  assert.match(later.err, /no terminal to ask on/);
});

test('the operator of the machine grants and invites, while it runs', async () => {
  const granted = await nuvem.run(['admin', '--local', 'grant', 'ana']);
  const local = await nuvem.run(['admin', '--local', 'invite', '--json']);
  const remote = await ana.run(['admin', address, 'invite', '--json']);
  const refused = await bob.run(['admin', address, 'invite']);
  const unknown = await nuvem.run(['admin', '--local', 'grant', 'nobody']);

  assert.equal(granted.code, 0, granted.err);
  for (const { out, err } of [local, remote]) {
    const [made] = jsonOf(out);
    assert.equal(made?.['event'], 'invite', err);
    assert.match(String(made?.['code']), /^[a-z2-7-]+$/);
  }
  assert.deepEqual([refused.code, unknown.code], [1, 1]);
});
