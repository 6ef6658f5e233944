import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { largestChunk } from '../../src/protocol/file-size.ts';
import {
  chunkHeadSize,
  encodeFileFrame,
  type FileFrame,
  longestFileBody,
  longestOpen,
  putChunkHead,
} from '../../src/protocol/file-wire.ts';
import { fileEndOf, newFilePair } from '../rig/file-pair.ts';

const open: FileFrame = { type: 'open', token: Buffer.alloc(32, 7), from: 9 };
const chunk = (index: number, size = largestChunk): FileFrame & { readonly type: 'chunk' } => ({
  type: 'chunk',
  index,
  bytes: randomBytes(size),
});

test('frames arrive whole and in order in both directions, however the network slices them', async () => {
  await using pair = await newFilePair();
  const [nuvem, client] = [fileEndOf(pair.nuvem), fileEndOf(pair.client)];
  nuvem.line.limit = longestFileBody;
  const frames = [
    open,
    chunk(0),
    chunk(1, 1),
    chunk(2, 70_000),
    { type: 'end' } as const,
    chunk(3),
  ];
  for (const [from, to] of [
    [client, nuvem],
    [nuvem, client],
  ] as const) {
    const stream = Buffer.concat(frames.map(encodeFileFrame));

    for (let at = 0; at < stream.length; at += 1 + (at % 9973))
      from.line.send(stream.subarray(at, at + 1 + (at % 9973)));

    for (const frame of frames) assert.deepEqual(await to.next(), frame);
  }
});

test('who may not send chunks yet is refused at the head of one', async () => {
  await using pair = await newFilePair();
  const [nuvem, client] = [fileEndOf(pair.nuvem), fileEndOf(pair.client)];

  client.say(chunk(0, 100));

  assert.match(await nuvem.malformed, new RegExp(`at most ${longestOpen} bytes`));
  nuvem.say({ type: 'no', code: 'malformed' });
  nuvem.line.close();
  assert.deepEqual(await client.next(), { type: 'no', code: 'malformed' });
  assert.equal(await client.ended, undefined);
});

test('junk inside a frame, and a frame of nothing, are malformed, and nothing after them is read', async () => {
  for (const junk of [Buffer.of(0, 0, 0, 1, 99), Buffer.alloc(4)]) {
    await using pair = await newFilePair();
    const [nuvem, client] = [fileEndOf(pair.nuvem), fileEndOf(pair.client)];

    client.line.send(Buffer.concat([junk, encodeFileFrame(open)]));

    assert.match(await nuvem.malformed, /expected/);
    nuvem.line.close();
    assert.equal(await client.ended, undefined);
    assert.equal(nuvem.received(), 0);
  }
});

test('who wants no more is not read further, and loses nothing of what waits', async () => {
  await using pair = await newFilePair();
  const client = fileEndOf(pair.client);
  const nuvem = fileEndOf(pair.nuvem, 1);
  nuvem.line.limit = longestFileBody;
  const bytes = randomBytes(largestChunk);
  const count = 100;
  for (let index = 0; index < count; index += 1) client.say({ type: 'chunk', index, bytes });

  for (let index = 0; index < count; index += 1) {
    const frame = await nuvem.hear('chunk');
    assert.equal(frame.index, index);
    assert.equal(Buffer.compare(frame.bytes, bytes), 0);
    nuvem.line.giveBack(frame.bytes);
    assert(
      nuvem.received() <= index + 2,
      `${nuvem.received()} were handed over, ${index + 1} asked for`,
    );
    assert(
      nuvem.line.received() < (index + 3) * largestChunk + 200_000,
      'more was read than is wanted',
    );
  }
});

test('memory that was given back is used for the next chunk, and only then', async () => {
  await using pair = await newFilePair();
  const [nuvem, client] = [fileEndOf(pair.nuvem), fileEndOf(pair.client)];
  nuvem.line.limit = longestFileBody;
  const memory = new Set<ArrayBufferLike>();
  const held = [chunk(0), chunk(1)];
  for (const frame of held) client.say(frame);

  const kept = [await nuvem.hear('chunk'), await nuvem.hear('chunk')];
  for (let index = 2; index < 12; index += 1) {
    client.say(chunk(index));
    const { bytes } = await nuvem.hear('chunk');
    memory.add(bytes.buffer);
    nuvem.line.giveBack(bytes);
  }

  assert.equal(memory.size, 1);
  assert.deepEqual(kept, held);
});

test('a frame whose head was written in front of its bytes is told when the system has taken it', async () => {
  await using pair = await newFilePair();
  const [nuvem, client] = [fileEndOf(pair.nuvem), fileEndOf(pair.client)];
  const frame = Buffer.concat([Buffer.alloc(chunkHeadSize), Buffer.from('sealed')]);
  putChunkHead(frame, 5);

  await new Promise<void>((resolve) => nuvem.line.send(frame, resolve));

  assert.equal(nuvem.line.queued(), 0);
  assert.deepEqual(await client.next(), { type: 'chunk', index: 5, bytes: Buffer.from('sealed') });
});

test('both sides hear that the other one left properly, after its last words', async () => {
  await using pair = await newFilePair();
  const [nuvem, client] = [fileEndOf(pair.nuvem), fileEndOf(pair.client)];

  client.say({ type: 'end' });
  client.line.close();

  assert.deepEqual(await nuvem.next(), { type: 'end' });
  assert.equal(await nuvem.ended, undefined);
  assert.equal(await client.ended, undefined);
});
