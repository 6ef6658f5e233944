import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import { test } from 'node:test';
import { connect } from 'node:tls';

import { readProxyHeader } from '../../src/net/proxy.ts';
import { isTooWide, newTrusted, parseNetwork } from '../../src/net/trusted.ts';
import { endOf, frame, newRig, type Rig } from '../rig/pair.ts';

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');

function version2(command: number, family: number, rest: Buffer): Buffer {
  const head = Buffer.from([command, family, 0, 0]);
  head.writeUInt16BE(rest.length, 2);
  return Buffer.concat([signature, head, rest]);
}

const v4 = Buffer.from([192, 0, 2, 7, 127, 0, 0, 1, 0x30, 0x39, 0x1b, 0x9e]);
const v6 = Buffer.concat([
  Buffer.from('20010db8000000000000000000000007', 'hex'),
  Buffer.alloc(16),
  Buffer.from([0x30, 0x39, 0x1b, 0x9e]),
]);
const extras = Buffer.from([0x20, 0, 3, 1, 2, 3]);

const good: ReadonlyArray<readonly [string, Buffer, string | undefined]> = [
  ['TCP4', Buffer.from('PROXY TCP4 192.0.2.7 127.0.0.1 12345 7070\r\n'), '192.0.2.7'],
  ['TCP6', Buffer.from('PROXY TCP6 2001:DB8::7 ::1 12345 7070\r\n'), '2001:db8::7'],
  ['UNKNOWN', Buffer.from('PROXY UNKNOWN\r\n'), undefined],
  ['version 2 over IPv4', version2(0x21, 0x11, v4), '192.0.2.7'],
  ['version 2 over IPv6', version2(0x21, 0x21, v6), '2001:db8::7'],
  ['version 2 with extras', version2(0x21, 0x11, Buffer.concat([v4, extras])), '192.0.2.7'],
  ['version 2 of the balancer itself', version2(0x20, 0, Buffer.alloc(0)), undefined],
];
for (const [what, bytes, address] of good)
  test(`a PROXY header ${what} is read, however it is sliced`, () => {
    const sent = Buffer.concat([bytes, Buffer.from([0x16, 3, 1])]);

    assert.deepEqual(readProxyHeader(sent), { size: bytes.length, address });
    for (let size = 0; size < bytes.length; size += 1)
      assert.equal(readProxyHeader(sent.subarray(0, size)), 'more');
  });

const bad: ReadonlyArray<readonly [string, Buffer]> = [
  ['TLS', Buffer.from([0x16, 3, 1, 0, 0, 0])],
  ['HTTP', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['no address', Buffer.from('PROXY TCP4 here there 1 2\r\n')],
  ['the wrong family', Buffer.from('PROXY TCP4 ::1 ::1 1 2\r\n')],
  ['version 1 without end', Buffer.from(`PROXY TCP4 ${'1'.repeat(200)}`)],
  ['another version', version2(0x11, 0x11, v4)],
  ['UDP', version2(0x21, 0x12, v4)],
  ['too short for its family', version2(0x21, 0x21, v4)],
  ['64 KiB of extras', version2(0x21, 0x11, Buffer.alloc(65_535))],
];
for (const [what, bytes] of bad)
  test(`${what} is no PROXY header`, () => {
    assert.equal(readProxyHeader(bytes), 'bad');
  });

test('the longest promises are refused before they are kept', () => {
  const head = version2(0x21, 0x11, Buffer.alloc(65_535)).subarray(0, 16);

  assert.equal(readProxyHeader(head), 'bad');
});

/** A TLS client that says `header` first, as a load balancer would. */
function through({ listener }: Rig, header: Buffer): Socket {
  const raw = connectPlain({ host: '127.0.0.1', port: listener.port }).on('error', () => {});
  raw.write(header);
  return connect({ socket: raw, ALPNProtocols: ['pychat/1'], rejectUnauthorized: false }).on(
    'error',
    () => {},
  );
}

test('behind a trusted balancer a line knows where its client is', async () => {
  await using rig = await newRig({ trustProxy: ['127.0.0.0/8'] });

  const socket = through(rig, good[0]![1]);
  const line = await rig.accepted();
  socket.write(frame(Buffer.from('hello')));

  assert.equal(line.address, '192.0.2.7');
  assert.equal(String(await endOf(line).next()), 'hello');
  socket.destroy();
});

test('handshakes are counted by the address in the header', async () => {
  await using rig = await newRig({ trustProxy: ['127.0.0.1'], handshakesAtOnce: 1 });
  const stuck = connectPlain({ host: '127.0.0.1', port: rig.listener.port });
  // A first record that OpenSSL waits behind: it holds the only place of its network.
  stuck
    .on('error', () => {})
    .write(Buffer.concat([good[0]![1], Buffer.from([0x16, 3, 1, 0, 4, 1, 0, 2, 0])]));

  const socket = through(rig, good[1]![1]);

  assert.equal((await rig.accepted()).address, '2001:db8::7');
  socket.destroy();
  stuck.destroy();
});

for (const [what, header] of [
  ['no header', Buffer.alloc(0)],
  ['a bad header', bad[2]![1]],
  ['a health check', good[2]![1]],
] as const)
  test(`a trusted balancer with ${what} gets no further`, async () => {
    await using rig = await newRig({ trustProxy: ['127.0.0.1'] });

    const socket = through(rig, header);
    await new Promise((resolve) => socket.on('close', resolve));

    const good4 = through(rig, good[0]![1]);
    assert.equal((await rig.accepted()).address, '192.0.2.7');
    good4.destroy();
  });

test('a header from anybody else is not believed', async () => {
  await using rig = await newRig({ trustProxy: ['10.0.0.0/8'] });

  const socket = through(rig, good[0]![1]);
  await new Promise((resolve) => socket.on('close', resolve));

  const { line } = await rig.dial();
  assert.equal((await rig.accepted()).address, '127.0.0.1');
  line.destroy();
});

test('a balancer that keeps its header to itself is cut when its time is over', async () => {
  await using rig = await newRig({ trustProxy: ['127.0.0.1'], handshakeMs: 200 });
  const socket = connectPlain({ host: '127.0.0.1', port: rig.listener.port });
  socket.on('error', () => {}).write('PROXY TCP4 192.0.2.7');

  await once(socket.resume(), 'close');
});

test('addresses and networks are told from what is neither', () => {
  for (const text of ['', '10.0.0.0/33', '10.0.0', '::1/129', 'host', '1.2.3.4/x', 'fe80::1%eth0'])
    assert.equal(parseNetwork(text), undefined);
  const trusted = newTrusted(['10.1.0.0/16', '192.0.2.1', '2001:db8::/32']);

  for (const address of ['10.1.2.3', '192.0.2.1', '2001:db8:7::1']) assert(trusted(address));
  for (const address of ['10.2.0.1', '192.0.2.2', '2001:db9::1', '::1']) assert(!trusted(address));
});

test('networks in which there are strangers are not trusted', () => {
  const wide = [
    '0.0.0.0/0',
    '::/0',
    '0.0.0.0/1',
    '128.0.0.0/1',
    '::/1',
    '::ffff:0:0/96',
    '2000::/3',
  ];
  const own = [
    '10.0.0.0/8',
    '192.0.2.7',
    '::1',
    'fc00::/7',
    '::ffff:10.0.0.0/104',
    '::ffff:10.0.0.1',
  ];

  const isWide = (text: string): boolean => isTooWide(parseNetwork(text)!);

  assert.deepEqual(
    wide.filter((text) => !isWide(text)),
    [],
  );
  assert.deepEqual(own.filter(isWide), []);
});
