import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { headSize, longestBody, longestStrangerBody } from '../../src/protocol/frames.ts';
import { endOf, frame, newPair, newRig } from '../rig/pair.ts';
import { newTap } from '../rig/tap.ts';

test('bodies arrive whole and in order, however the network slices them', async () => {
  await using pair = await newPair();
  pair.nuvem.line.limit = longestBody;
  const bodies = [1, 0, 5, 70_000, 2, 200_000, 16_384].map((size) => randomBytes(size));
  const stream = Buffer.concat(bodies.map(frame));

  for (let at = 0; at < stream.length; at += 1 + (at % 8191))
    pair.client.line.send(stream.subarray(at, at + 1 + (at % 8191)));

  for (const body of bodies) assert.deepEqual(await pair.nuvem.next(), body);
});

test('both sides hear that the other one left properly', async () => {
  await using pair = await newPair();

  pair.client.line.send(frame(Buffer.from('last words')));
  pair.client.line.close();

  assert.equal(String(await pair.nuvem.next()), 'last words');
  assert.equal(await pair.nuvem.ended, undefined);
  assert.equal(await pair.client.ended, undefined);
});

test('a frame longer than a stranger may send is refused at its head', async () => {
  await using pair = await newPair();
  const head = Buffer.alloc(headSize);
  head.writeUInt32BE(longestStrangerBody + 1);

  pair.client.line.send(head);

  assert.match((await pair.nuvem.ended) ?? '', /at most 16384 bytes/);
  assert.equal(await pair.client.ended, undefined);
});

test('a stranger who became known may send more', async () => {
  await using pair = await newPair();
  const body = randomBytes(longestBody);

  pair.nuvem.line.limit = longestBody;
  pair.client.line.send(frame(body));

  assert.deepEqual(await pair.nuvem.next(), body);
});

test('the owner may send a last word to a peer that sent junk', async () => {
  await using rig = await newRig();
  const client = endOf((await rig.dial()).line);
  const line = await rig.accepted();
  line.start({
    body: () => true,
    drain() {},
    malformed: () => line.send(frame(Buffer.from('that was no message'))),
    end() {},
  });

  client.line.send(Buffer.from('GET / HTTP/1.1\r\n\r\n'));

  assert.equal(String(await client.next()), 'that was no message');
  assert.equal(await client.ended, undefined);
});

test('nothing more is handed over after junk, nor after the owner closed or destroyed the line', async () => {
  for (const stop of ['junk', 'close', 'destroy'] as const) {
    await using rig = await newRig();
    const client = endOf((await rig.dial()).line);
    const line = await rig.accepted();
    const bodies: string[] = [];
    const ended = new Promise((resolve) => {
      line.start({
        body(body) {
          bodies.push(String(body));
          if (stop !== 'junk') line[stop]();
          return true;
        },
        drain() {},
        end: resolve,
      });
    });
    const junk = stop === 'junk' ? Buffer.alloc(4, 255) : Buffer.alloc(0);

    client.line.send(Buffer.concat([frame(Buffer.from('one')), junk, frame(Buffer.from('two'))]));

    await ended;
    assert.deepEqual(bodies, ['one']);
  }
});

test('100 MB without the end of a frame leave the nuvem as it was', async () => {
  await using pair = await newPair();
  const piece = Buffer.alloc(1024 * 1024, 0x41);

  for (let sent = 0; sent < 100; sent += 1) pair.client.line.send(piece);

  assert.match((await pair.nuvem.ended) ?? '', /expected a frame/);
  assert.equal(pair.nuvem.received(), 0);
  await pair.client.ended;
});

test('a line that ends in the middle of a frame hands over nothing of it', async () => {
  await using pair = await newPair();
  const promised = frame(Buffer.alloc(longestStrangerBody)).subarray(0, 1000);

  pair.client.line.send(promised);
  await pair.client.drained();
  pair.client.line.close();

  assert.equal(await pair.nuvem.ended, undefined);
  assert.equal(pair.nuvem.received(), 0);
});

test('all that one turn sends leaves in one record', async () => {
  await using rig = await newRig();
  await using tap = await newTap(rig.listener.port);
  const { line } = await rig.dial({ addresses: [{ host: '127.0.0.1', port: tap.port }] });
  const client = endOf(line);
  const nuvem = endOf(await rig.accepted());
  // After one round trip everything that belongs to the handshake is behind.
  client.line.send(frame(Buffer.from('ping')));
  await nuvem.next();
  nuvem.line.send(frame(Buffer.from('pong')));
  await client.next();
  const before = tap.records();

  for (let n = 0; n < 50; n += 1) nuvem.line.send(frame(Buffer.from(`line ${n}`)));
  for (let n = 0; n < 50; n += 1) assert.equal(String(await client.next()), `line ${n}`);
  assert.equal(tap.records() - before, 1);

  nuvem.line.send(frame(Buffer.from('next turn')));
  await client.next();
  assert.equal(tap.records() - before, 2);
  line.destroy();
});

test('lines that get the same frames in one turn each get them whole and in order', async () => {
  await using rig = await newRig();
  const clients = [];
  const nuvems = [];
  for (let n = 0; n < 4; n += 1) {
    clients.push(endOf((await rig.dial()).line));
    nuvems.push(endOf(await rig.accepted()));
  }
  const frames = ['a', 'b', 'c'].map((text) => frame(Buffer.from(text)));

  for (const [n, { line }] of nuvems.entries()) {
    for (const shared of frames) line.send(shared);
    if (n === 2) line.send(frame(Buffer.from('own')));
  }

  for (const [n, client] of clients.entries()) {
    for (const text of ['a', 'b', 'c']) assert.equal(String(await client.next()), text);
    if (n === 2) assert.equal(String(await client.next()), 'own');
    client.line.destroy();
  }
});

test('a reader that stops leaves the rest in the queue, and drain tells when it has left', async () => {
  await using pair = await newPair();
  const piece = frame(Buffer.alloc(longestBody));
  pair.client.line.pause();
  const total = 64;

  for (let n = 0; n < total; n += 1) pair.nuvem.line.send(piece);
  assert.equal(pair.nuvem.line.queued(), total * piece.length);
  const drained = pair.nuvem.drained();
  // What the two systems buffer is gone; the rest stays, and is counted.
  await new Promise((resolve) => setImmediate(resolve));
  assert(pair.nuvem.line.queued() > 0);

  pair.client.line.resume();
  for (let n = 0; n < total; n += 1) await pair.client.next();
  await drained;
  assert.equal(pair.nuvem.line.queued(), 0);
});

test('an owner that wants no more bodies gets none until it resumes, and loses none', async () => {
  const total = 1000;
  await using rig = await newRig();
  const client = endOf((await rig.dial()).line);
  const slow = endOf(await rig.accepted(), 1);

  for (let n = 0; n < total; n += 1) client.line.send(frame(Buffer.from(String(n))));
  for (let n = 0; n < total; n += 1) {
    assert.equal(String(await slow.next()), String(n));
    assert(slow.received() <= n + 2, 'more than asked for');
  }

  client.line.destroy();
});

test('a sender feels that the other side does not read', async () => {
  await using rig = await newRig();
  const client = endOf((await rig.dial()).line);
  const nuvem = endOf(await rig.accepted());
  nuvem.line.limit = longestBody;
  nuvem.line.pause();
  const piece = frame(Buffer.alloc(longestBody));

  for (let n = 0; n < 64; n += 1) client.line.send(piece);
  await new Promise((resolve) => setImmediate(resolve));
  assert(client.line.queued() > 0);

  nuvem.line.resume();
  await client.drained();
  client.line.close();
  assert.equal(await nuvem.ended, undefined);
  assert.equal(nuvem.received(), 64);
});

test('a line that is closed still delivers what was sent', async () => {
  await using pair = await newPair();
  const piece = frame(randomBytes(longestBody));

  for (let n = 0; n < 20; n += 1) pair.nuvem.line.send(piece);
  pair.nuvem.line.close();
  pair.nuvem.line.send(piece);

  assert.equal(await pair.client.ended, undefined);
  assert.equal(pair.client.received(), 20);
});

test('a line that ended before anybody listened says so', async () => {
  await using rig = await newRig();
  const { line } = await rig.dial();
  const accepted = await rig.accepted();
  const gone = endOf(line).ended;
  accepted.destroy();
  await gone;

  await endOf(accepted).ended;
});
