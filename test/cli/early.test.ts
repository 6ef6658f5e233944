import assert from 'node:assert/strict';
import { test } from 'node:test';

import { earlyClient } from '../../src/cli/_early.ts';
import type { Account } from '../../src/client/account.ts';
import { type Client, ClientError, type ClientEvent } from '../../src/client/port.ts';
import { newBroadcast } from '../../src/client/queue.ts';

const account: Account = {
  name: 'ana',
  nuvem: `sha256:${'A'.repeat(43)}`,
  addresses: ['there:7071'],
  user: 1,
  device: 3,
  deviceSecret: '',
  storageKey: '',
  identity: '',
};
const address = { host: 'here', port: 7071 };
const link = { state: 'up', latency: 1 } as const;

/** A client that is open, and what became of it. */
function opened() {
  const events = newBroadcast();
  const seen = { asked: [] as string[], ended: 0 };
  const client: Client = {
    me: { name: 'ana', nuvem: account.nuvem, address: 'there:7071', device: 3, seals: true },
    async ask({ kind }) {
      seen.asked.push(kind);
      return link as never;
    },
    events: events.items,
    async [Symbol.asyncDispose]() {
      seen.ended += 1;
      events.end();
    },
  };
  return { client, events, seen };
}

/** A promise, and the hands that settle it. */
function settled<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (why: Error) => void = () => {};
  const promise = new Promise<T>((good, bad) => void ([resolve, reject] = [good, bad]));
  return { promise, resolve: (value: T) => resolve(value), reject: (why: Error) => reject(why) };
}

/** An early client, and the hands that open it. */
function early() {
  const opening = settled<Client>();
  const begun = settled<AbortSignal>();
  const client = earlyClient(account, address, (signal) => {
    begun.resolve(signal);
    return opening.promise;
  });
  return { client, opening, begun: begun.promise };
}

test('who one is, is known before the account is open, and where one is when it is', async () => {
  const { client, opening } = early();
  const { client: real } = opened();
  assert.deepEqual(
    { ...client.me },
    { name: 'ana', nuvem: account.nuvem, device: 3, address: 'here:7071', seals: true },
  );
  opening.resolve(real);
  await client.ask({ kind: 'link' });
  assert.equal(client.me.address, 'there:7071');
});

test('what is asked too early is asked when the account is open, in its order', async () => {
  const { client, opening } = early();
  const { client: real, seen } = opened();
  const answers = Promise.all([client.ask({ kind: 'rooms' }), client.ask({ kind: 'link' })]);
  opening.resolve(real);
  assert.deepEqual(await answers, [link, link]);
  assert.deepEqual(seen.asked, ['rooms', 'link']);
});

test('an account that cannot be opened tells why to who asks, to who follows, and ends', async () => {
  const { client, opening, begun } = early();
  const why = new ClientError('local', ['account-gone']);
  const asked = assert.rejects(client.ask({ kind: 'rooms' }), why);
  const followed = assert.rejects(client.events()[Symbol.asyncIterator]().next(), why);
  await begun;
  opening.reject(why);
  await Promise.all([asked, followed]);
  await assert.rejects(client.ask({ kind: 'link' }), why, 'it was told once only');
  await client[Symbol.asyncDispose]();
});

test('that nobody asked does not make a failure to open a bug', async () => {
  const { client, opening, begun } = early();
  await begun;
  opening.reject(new ClientError('local', ['account-gone']));
  await client[Symbol.asyncDispose]();
});

test('who quits while it opens ends the opening, and what was opened all the same', async () => {
  const { client, opening, begun } = early();
  const { client: real, seen } = opened();
  const signal = await begun;
  assert.equal(signal.aborted, false);
  const ended = client[Symbol.asyncDispose]();
  assert.equal(signal.aborted, true);
  opening.resolve(real);
  await ended;
  assert.equal(seen.ended, 1);
});

test('what is told while it is open is heard by who followed before', async () => {
  const { client, opening } = early();
  const { client: real, events } = opened();
  const heard = (async () => {
    const found: ClientEvent[] = [];
    for await (const event of client.events()) found.push(event);
    return found;
  })();
  opening.resolve(real);
  await client.ask({ kind: 'link' });
  events.put({ event: 'link', link });
  await client[Symbol.asyncDispose]();
  assert.deepEqual(await heard, [{ event: 'link', link }]);
});
