import assert from 'node:assert/strict';
import { test } from 'node:test';

import { attachClient, serveClient } from '../../src/client/attach.ts';
import { type Held, lastingClient } from '../../src/client/lasting.ts';
import { notice } from '../../src/client/notice.ts';
import { type Client, ClientError } from '../../src/client/port.ts';
import { newBroadcast } from '../../src/client/queue.ts';
import { newCutter } from '../../src/protocol/frames.ts';
import type { Line, LineEvents } from '../../src/protocol/line.ts';

/** Two ends of one line in memory; frames arrive in a later turn, in order, cut as a network would. */
function newPair(): readonly [Line, Line] {
  const events: (LineEvents | undefined)[] = [undefined, undefined];
  let over = false;
  const end = (): void => {
    if (over) return;
    over = true;
    queueMicrotask(() => {
      for (const one of events) one?.end(undefined);
    });
  };
  const side = (mine: 0 | 1): Line => {
    const cutter = newCutter({ limit: 256 * 1024 }, (body) => events[1 - mine]?.body(body) ?? true);
    return {
      address: 'local',
      limit: 256 * 1024,
      start: (given) => void (events[mine] = given),
      send: (frames) => void setImmediate(() => over || cutter.feed(frames)),
      queued: () => 0,
      received: () => 0,
      pause() {},
      resume() {},
      close: () => void setImmediate(end),
      destroy: end,
    };
  };
  return [side(0), side(1)];
}

const me = { name: 'ana', nuvem: 'sha256:x', address: 'nuvem:7070', device: 1, seals: false };

/** A client that answers `send` with the line it was given, and everything else with a refusal. */
function newOwner() {
  const events = newBroadcast();
  const sent: unknown[] = [];
  const client: Client = {
    me,
    async ask(ask) {
      sent.push(ask);
      if (ask.kind === 'link') return { state: 'up' } as never;
      if (ask.kind !== 'send')
        throw new ClientError('refused', ['other', 'No. Try'], 'not-allowed');
      return { id: 'a', room: '@bob', content: 'content' in ask && ask.content } as never;
    },
    events: events.items,
    async [Symbol.asyncDispose]() {
      events.end();
    },
  };
  return { client, events, sent };
}

const text = (said: string): { kind: 'text'; text: string } => ({ kind: 'text', text: said });
const send = (said: string) =>
  ({ kind: 'send', id: 'a', to: '@bob', content: text(said), wait: 'stored' }) as const;

test('an attached client asks, is answered, and knows who it is', async () => {
  const { client } = newOwner();
  const [here, there] = newPair();
  serveClient(client, there);

  const { client: attached } = await attachClient(here);
  const line = await attached.ask(send('oi'));

  assert.deepEqual(attached.me, { ...me, attached: true });
  assert.deepEqual(line.content, text('oi'));
});

test('texts larger than a frame, bytes and refusals cross whole', async () => {
  const { client } = newOwner();
  const [here, there] = newPair();
  serveClient(client, there);
  const { client: attached } = await attachClient(here);

  const long = await attached.ask(send('ñ'.repeat(500_000)));
  const file = { kind: 'file', file: Buffer.alloc(16, 7), name: 'a', size: 1, type: '' } as const;
  const bytes = await attached.ask({ ...send(''), content: file });

  assert.equal(long.content.kind === 'text' && long.content.text.length, 500_000);
  assert.deepEqual(bytes.content, file);
  await assert.rejects(attached.ask({ kind: 'users' }), (failure: ClientError) => {
    assert.deepEqual([failure.code, failure.refusal], ['refused', 'not-allowed']);
    return failure instanceof ClientError;
  });
});

test('what happens reaches every attached process, in order', async () => {
  const { client, events } = newOwner();
  const seen: string[][] = [[], []];
  const readers = await Promise.all(
    seen.map(async (list) => {
      const [here, there] = newPair();
      serveClient(client, there);
      const { client: attached } = await attachClient(here);
      const reading = (async () => {
        for await (const event of attached.events())
          if (event.event === 'notice') list.push(event.text);
      })();
      return { reading };
    }),
  );

  for (const said of ['one', 'two', 'three']) events.put(notice(['other', said]));
  events.end();
  await Promise.all(readers.map(({ reading }) => reading));

  assert.deepEqual(seen, [
    ['one', 'two', 'three'],
    ['one', 'two', 'three'],
  ]);
});

test('junk from the other process ends the line and nothing else', async () => {
  const { client } = newOwner();
  const [here, there] = newPair();
  serveClient(client, there);
  const ended = new Promise<void>((resolve) =>
    here.start({ body: () => true, drain() {}, end: () => resolve() }),
  );

  here.send(Buffer.from([0, 0, 0, 2, 9, 9]));

  await ended;
});

test('when the owner ends, what was asked is asked again of the next one, and events go on', async () => {
  const first = newOwner();
  const second = newOwner();
  let stuck: Line | undefined;
  let acquired = 0;
  async function acquire(): Promise<Held> {
    const owner = acquired++ === 0 ? first : second;
    const [here, there] = newPair();
    stuck ??= there;
    serveClient(owner.client, there);
    return attachClient(here);
  }
  await using client = await lastingClient(acquire);
  const heard: string[] = [];
  const reading = (async () => {
    for await (const event of client.events()) {
      heard.push(event.event === 'notice' ? event.text : event.event);
      if (heard.length === 3) return;
    }
  })();

  const asked = client.ask<'send'>(send('oi'));
  stuck?.destroy();

  assert.deepEqual((await asked).content, text('oi'));
  second.events.put(notice(['other', 'here again']));
  await reading;
  assert.deepEqual(new Set(second.sent), new Set([send('oi'), { kind: 'link' }]));
  assert.deepEqual(heard.toSorted(), ['here again', 'link', 'missed']);
});
