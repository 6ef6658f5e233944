import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { attachClient, serveClient } from '../../src/client/attach.ts';
import { notice } from '../../src/client/notice.ts';
import type { Client, ClientEvent } from '../../src/client/port.ts';
import { newBroadcast } from '../../src/client/queue.ts';
import { memoryLines } from '../rig/memory-line.ts';

const line = (seq: number, text = 'x'): ClientEvent => ({
  event: 'line',
  line: {
    id: String(seq),
    room: '#lobby',
    seq,
    from: 'bob',
    device: 1,
    at: seq,
    content: { kind: 'text', text },
    sealed: false,
    removed: false,
  },
});

const restored: ClientEvent = { event: 'restored', at: 1, lines: 2 };

async function all(events: AsyncIterable<ClientEvent>): Promise<ClientEvent[]> {
  const found: ClientEvent[] = [];
  for await (const event of events) found.push(event);
  return found;
}

test('who reads too slowly is told to look again, and of what cannot be looked up', async () => {
  const events = newBroadcast();
  const slow = events.items();
  events.put(restored);
  events.put({ event: 'link', link: { state: 'down' } });
  events.put({ event: 'link', link: { state: 'up' } });
  for (let seq = 1; seq <= 100; seq += 1) events.put(line(seq, 'x'.repeat(100_000)));
  events.end();

  const read = await all(slow);

  const [first, second, third, ...rest] = read;
  assert.deepEqual(
    [first, second, third],
    [restored, { event: 'link', link: { state: 'up' } }, { event: 'missed' }],
  );
  // What came after it is told as ever.
  assert.deepEqual(
    rest,
    Array.from({ length: rest.length }, (_, at) =>
      line(101 - rest.length + at, 'x'.repeat(100_000)),
    ),
  );
});

test('what is told just when all before it was read is read at once', async () => {
  for (let moments = 0; moments < 20; moments += 1) {
    const events = newBroadcast();
    const read: ClientEvent[] = [];
    const over = (async () => {
      for await (const event of events.items()) read.push(event);
    })();
    events.put(line(1));
    for (let moment = 0; moment < moments; moment += 1) await Promise.resolve();
    events.put(line(2));
    await nextTurn();
    assert.deepEqual(read, [line(1), line(2)], `${moments} moments later`);
    events.end();
    await over;
  }
});

test('a flood of things to know is bounded, too', async () => {
  const events = newBroadcast();
  const slow = events.items();
  for (let count = 0; count < 50_000; count += 1)
    events.put(notice(['other', `${count} ${'x'.repeat(500)}`]));
  events.end();

  const read = await all(slow);

  assert.ok(read.length < 10_000);
  assert.ok(read.some(({ event }) => event === 'missed'));
});

test('an attached process that does not read is told to look again, and is not let go', async () => {
  const events = newBroadcast();
  const me = { name: 'ana', nuvem: 'sha256:x', address: 'nuvem:7070', device: 1, seals: false };
  const owner: Client = {
    me,
    ask: () => Promise.resolve([] as never),
    events: events.items,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  const [there, here] = memoryLines('local');
  serveClient(owner, there);
  const { client } = await attachClient(here);
  const reading = client.events();
  here.pause();
  for (let seq = 1; seq <= 200; seq += 1) {
    events.put(line(seq, 'x'.repeat(100_000)));
    // The one who passes them on gets its turn.
    await new Promise(setImmediate);
  }

  here.resume();
  const read: ClientEvent[] = [];
  for await (const event of reading) {
    read.push(event);
    if (event.event === 'line' && event.line.seq === 200) break;
  }

  assert.ok(read.some(({ event }) => event === 'missed'));
  assert.ok(read.length < 150);
  assert.deepEqual(await client.ask({ kind: 'rooms' }), []);
});
