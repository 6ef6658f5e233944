import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';

import type { Kept, Write } from '../../src/client/db-port.ts';
import { packed, type Parcel, unpacked } from '../../src/client/packed.ts';
import { line, marks, waiting } from '../rig/client-db.ts';

/** What the other thread makes of it. */
function carried(writes: readonly Write[]): readonly Write[] {
  const { port1, port2 } = new MessageChannel();
  try {
    port1.postMessage(packed(writes));
    const arrived = receiveMessageOnPort(port2) as { readonly message: Parcel };
    return unpacked(arrived.message);
  } finally {
    port1.close();
  }
}

/** Of bytes only what they are counts, not in what they are held. */
const plain = (writes: readonly Write[]): unknown[] =>
  writes.map((write) =>
    'line' in write
      ? { ...write, line: { ...write.line, body: Buffer.from(write.line.body).toString('hex') } }
      : write,
  );

const archived = (kept: Kept, own = false): Write => ({ do: 'archive', line: kept, own });

test('a step arrives as it was, in its order', () => {
  const writes: readonly Write[] = [
    archived(line(1)),
    marks(1, 0),
    archived(line(2, true), true),
    { do: 'wait', line: waiting(3) },
    { do: 'blank', room: 'ab', seq: 1 },
    archived({ ...line(4), kind: 1, at: 2 ** 52, from: '美咲' }),
    { do: 'draft', draft: { room: '@bob', text: 'então' } },
    { do: 'open', line: line(5) },
    { do: 'open', line: { ...line(6, true), kind: 3 }, id: 'ff' },
  ];
  assert.deepEqual(plain(carried(writes)), plain(writes));
});

test('each line has its own body, also beside one that has none', () => {
  const bodies = ['', 'first', '', '🚀 second', 'x'.repeat(100_000), ''];
  const writes = bodies.map((body, at) => archived({ ...line(at), body: Buffer.from(body) }));
  assert.deepEqual(plain(carried(writes)), plain(writes));
});

test('a body is what it was when it was packed', () => {
  const body = Buffer.from('before');
  const parcel = packed([archived({ ...line(1), body })]);
  body.fill('!');
  const [write] = unpacked(parcel);
  assert.ok(write?.do === 'archive');
  assert.equal(Buffer.from(write.line.body).toString(), 'before');
});

test('a step of nothing is nothing', () => assert.deepEqual(carried([]), []));
