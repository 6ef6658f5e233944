import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, verify } from 'node:crypto';
import { before, test } from 'node:test';

import { buildLoad, whyNoLoad } from '../../bench/generator.ts';
import { run } from '../../bench/process.ts';
import { parseContent } from '../../src/protocol/content.ts';
import { newCutter } from '../../src/protocol/frames.ts';
import type { Message } from '../../src/protocol/messages.ts';
import { proofBytes } from '../../src/protocol/proof.ts';
import { isSealedAs } from '../../src/protocol/sealed.ts';
import { encode, parseMessage } from '../../src/protocol/wire.ts';

const skip = whyNoLoad() ?? false;
const room = Buffer.alloc(16, 7);
let load = '';

before(async () => {
  if (!skip) load = await buildLoad();
});

const line = (seq: number, no: number, device = 70_000): Message<'message'> => ({
  type: 'message',
  room,
  seq,
  kind: 0,
  from: 'ana',
  device,
  no,
  at: Date.UTC(2026, 0, 1),
  body: Buffer.from([0x82, 1, 0xa1, 1, 0x63, 0x61, 0x62, 0x63]),
});

interface Understood {
  readonly lines: number;
  readonly answered: number;
  readonly torn: number;
  readonly twice: number;
  readonly refused: number;
  readonly wrote: string;
  readonly proof: string;
}

async function understood(
  messages: readonly Message[],
  options: readonly string[] = [],
): Promise<Understood> {
  const input = messages.map((message) => encode(message).toString('hex')).join('\n');
  return JSON.parse(await run(load, [...options, '--codec'], input)) as Understood;
}

function messagesIn(hex: string): Message[] {
  const found: Message[] = [];
  newCutter({ limit: 256 * 1024 }, (body) => found.push(parseMessage(body)) > 0).feed(
    Buffer.from(hex, 'hex'),
  );
  return found;
}

test(
  'the generator counts lines, and sees what is missing and what comes twice',
  { skip },
  async () => {
    const seen = await understood([
      line(300, 1, 5),
      line(301, 70_001),
      line(303, 2, 5),
      line(303, 2, 5),
    ]);

    assert.equal(seen.lines, 4);
    assert.equal(seen.answered, 70_001);
    assert.equal(seen.torn, 1);
    assert.equal(seen.twice, 1);
  },
);

test('the generator takes the answers to its posts from `stored`', { skip }, async () => {
  const seen = await understood([{ type: 'stored', re: 100_000, no: 12, at: 1, seq: 5 }]);

  assert.equal(seen.answered, 12);
});

test('what the generator says, the product reads', { skip }, async () => {
  const { wrote } = await understood([line(3, 1, 5)]);

  const [ack, ping, post, sync] = messagesIn(wrote);
  assert.deepEqual(ack, { type: 'ack', marks: [{ room, seq: 3 }] });
  assert.equal(ping?.type, 'ping');
  assert.ok(post?.type === 'post');
  assert.deepEqual(post.room, room);
  assert.equal(post.no, 1);
  const content = parseContent(post.body);
  assert.ok(content.kind === 'text');
  assert.match(content.text, /^\^[0-9a-f]{16}00000001x{75}$/);
  assert.ok(sync?.type === 'sync');
  assert.deepEqual(sync.marks, [{ room, seq: 3 }]);
});

for (const text of [100, 1000, 12_000])
  test(`a sealed line of ${text} bytes is one, and is heard again`, { skip }, async () => {
    const options = ['--sealed', '--text', String(text)];
    const { wrote } = await understood([], options);

    const [post] = messagesIn(wrote).filter(({ type }) => type === 'post');
    assert.ok(post?.type === 'post');
    assert.deepEqual([post.gen, post.epoch], [1, 1]);
    assert.ok(isSealedAs(post.body, 'line', { room, gen: 1, epoch: 1 }));
    assert.ok(post.body.length > text + 150);
    const { lines } = await understood([{ ...line(3, 1, 5), body: post.body }], options);
    assert.equal(lines, 1);
  });

test('the proof of the generator holds', { skip }, async () => {
  const { proof } = await understood([]);

  const der = Buffer.concat([
    Buffer.from('302e020100300506032b657004220420', 'hex'),
    Buffer.alloc(32),
  ]);
  const key = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  const deviceKey = key.export({ format: 'der', type: 'spki' }).subarray(-32);
  const signed = proofBytes({
    purpose: 'resume',
    clientNonce: Buffer.alloc(32, 5),
    nuvemNonce: Buffer.concat([Buffer.from([9]), Buffer.alloc(31)]),
    nuvemKey: Buffer.concat([Buffer.from([10]), Buffer.alloc(31)]),
    name: '',
    deviceKey,
  });
  assert.ok(verify(null, signed, key, Buffer.from(proof, 'hex')));
});
