import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';

import { digestOf, type Fingerprint, fingerprintOf } from '../../src/base/fingerprint.ts';
import { encodeAnswer } from '../../src/protocol/discovery.ts';
import { newHome, sharing } from '../rig/home.ts';
import { has, type Pty, pychatIn, whyNoPty } from '../rig/pty.ts';
import { jsonOf, registered, type Served, servingWith } from '../rig/served.ts';
import { freeUdpPort, nonceOf, udpSocket } from '../rig/udp.ts';

const shared = sharing();
let env: Readonly<Record<string, string>> = {};
let casa: Served;
let lab: Served;

before(async () => {
  env = { PYCHAT_DISCOVERY_PORT: String(await freeUdpPort()) };
  casa = await servingWith(await shared(newHome()), ['--name', 'casa'], { env });
  lab = await servingWith(await shared(newHome()), ['--name', 'lab'], { env });
});
after(() => {
  casa.kill('SIGTERM');
  lab.kill('SIGTERM');
});

test('discover lists the nuvens of the network, who is known, and who only has the name of one', async () => {
  const hidden = await shared(newHome());
  await servingWith(hidden, ['--name', 'hidden', '--no-discovery'], { env });
  await using home = await registered(casa.address, 'ana');

  const json = await home.run(['discover', '--json'], { env });

  const found = jsonOf(json.out)[0]?.['nuvens'] as readonly Record<string, unknown>[];
  assert.deepEqual(
    found.map(({ name, fingerprint, known, address }) => ({ name, fingerprint, known, address })),
    [
      { name: 'casa', fingerprint: casa.ready.fingerprint, known: true, address: casa.address },
      { name: 'lab', fingerprint: lab.ready.fingerprint, known: false, address: lab.address },
    ],
  );

  const impostor = await shared(newHome());
  const { ready, address } = await servingWith(impostor, ['--name', 'Casa'], { env });
  const { code, out, err } = await home.run(['discover'], { env });

  const rows = out.split('\n').map((row) => row.split(/ {2,}/));
  assert.deepEqual(rows, [
    ['casa', 'known', `pychat connect ${casa.address}#${casa.ready.fingerprint}`],
    ['Casa', 'OTHER KEY', `pychat connect ${address}#${ready.fingerprint}`],
    ['lab', 'new', `pychat connect ${lab.address}#${lab.ready.fingerprint}`],
    [''],
  ]);
  assert.match(
    err,
    /^Careful: what calls itself Casa shows another key .+ before you connect\.\n$/,
  );
  assert.equal(code, 0);
});

test('where nobody answers, it is said what to try, and that is no failure', async () => {
  await using home = await newHome();
  const quiet = { env: { PYCHAT_DISCOVERY_PORT: String(await freeUdpPort()) } };

  const none = await home.run(['discover', '--timeout', '0.1'], quiet);
  const json = await home.run(['discover', '--timeout', '0', '--json'], quiet);
  const wrong = await home.run(['discover', '--timeout', 'soon'], quiet);

  assert.deepEqual([none.code, none.out], [0, '']);
  assert.match(none.err, /^No nuvem answered .+ UDP port 7070 .+ guest Wi-Fi .+ pychat connect /);
  assert.deepEqual([json.code, jsonOf(json.out)], [0, [{ event: 'discover', nuvens: [] }]]);
  assert.equal(wrong.code, 2);
});

test('a nuvem whose port of UDP is taken says so once, and serves', async () => {
  const taken = await udpSocket(0, '0.0.0.0');
  const { port } = taken.address();
  await using home = await newHome();
  const nuvem = await servingWith(home, ['--host', '0.0.0.0'], {
    env: { PYCHAT_DISCOVERY_PORT: String(port) },
  });

  await nuvem.untilErr(/announce\.failed/);
  nuvem.kill('SIGTERM');
  const { code, err } = await nuvem.ended;

  assert.equal(code, 0);
  assert.equal(err.split('announce.failed').length, 2);
  assert.match(err, new RegExp(`"level":"warn",.*"port":${port},"code":"EADDRINUSE"`));
  taken.close();
});

const enter = '\r';
const up = '\u001b[A';
const escape = '\u001b';
const quit = '\u0011';
const size = { width: 80, height: 24 };

/** Row by row: others may still come in above the cursor. */
async function moveUpTo({ terminal, type, until }: Pty, wanted: string): Promise<void> {
  const cursor = (): string => terminal.lines().find((line) => line.includes('►')) ?? '';
  while (!cursor().includes(wanted)) {
    const was = cursor();
    type(up);
    await until(() => cursor() !== was);
  }
}

test(
  'the start screen shows who was found, and their whole key before anybody is trusted',
  { skip: whyNoPty, timeout: 60_000 },
  async () => {
    await using home = await newHome();
    await using ana = pychatIn(home, '--no-splash', { size, env });
    const { fingerprint } = casa.ready;
    const row = (standing: string) => `${standing}  ${fingerprint.slice(0, 15)}…`;

    await ana.until(has('Found on this network', `casa  ${casa.address}`, row('new'), '  lab  '));
    // Where the cursor was, it is.
    await ana.until(has('► Connect to an address'));
    await moveUpTo(ana, `► casa  ${casa.address}`);
    ana.type(enter);
    await ana.until(has('First time here', fingerprint));
    ana.type(enter);
    await ana.until(has('Who are you?'));
    ana.type(escape);
    await ana.until(has(row('known')));
    ana.type(quit);
    await ana.until(has('code=0'));
  },
);

test(
  'who announces the key of another one cannot show it, and gets nobody',
  { skip: whyNoPty, timeout: 60_000 },
  async () => {
    const liar = await udpSocket(0, '127.0.0.1');
    const key = randomBytes(32);
    const [, port = 0] = lab.address.split(':').map(Number);
    liar.on('message', (probe, from) => {
      const told = { nonce: nonceOf(probe), name: 'casa', port, key, version: '1' };
      liar.send(encodeAnswer(told), from.port, from.address);
    });
    const lies = { PYCHAT_DISCOVERY_PORT: String(liar.address().port) };
    await using home = await newHome();
    await using ana = pychatIn(home, '--no-splash', { size, env: lies });

    await ana.until(has('Found on this network', `casa  ${lab.address}`));
    await moveUpTo(ana, '► casa');
    ana.type(enter);
    await ana.until(has('The key changed', fingerprintOf(key), lab.ready.fingerprint));
    // Nothing but going back is offered.
    assert.ok(!has('trust this key')(ana.terminal.lines().join('\n')));
    assert.notDeepEqual(digestOf(lab.ready.fingerprint as Fingerprint), key);
    ana.type(quit);
    await ana.until(has('code=0'));
    liar.close();
  },
);
