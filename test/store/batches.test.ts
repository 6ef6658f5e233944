import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { type Batches, newBatches } from '../../src/store/sqlite/batches.ts';
import { openEngine } from '../../src/store/sqlite/engine.ts';
import { now } from './rig/people.ts';

/** Batches over a real engine, and what went into each. */
function watched(uptime?: () => number): Batches & { readonly seen: readonly string[] } {
  const engine = openEngine({ file: ':memory:', key: new Uint8Array(randomBytes(32)) }, uptime);
  const seen: string[] = [];
  const batches = newBatches(
    {
      died: new Promise(() => {}),
      incarnation: engine.incarnation,
      perform(batch) {
        seen.push(batch.asks.map(([verb]) => verb).join(' '));
        return Promise.resolve(engine.perform(batch));
      },
      close: () => Promise.resolve(engine.close()),
    },
    () => now,
  );
  return { ...batches, seen };
}

const op = new Uint8Array(16);
const post = { room: 1, user: 1, device: 1, fence: 1, no: 1, gen: 0, epoch: 0 };

test('what nobody waits for goes with the next commit, and a read does not make one of it', async () => {
  const { ask, close, seen } = watched();
  const logged = ask('log', [now, 'login', 'ana']);
  await ask('blocks', [1]);
  await ask('remember', [op, op, now]);
  await logged;
  assert.deepEqual(seen, ['blocks', 'log remember']);
  await close();
});

test('what nobody waits for is written soon when nothing else is', async () => {
  const { ask, close, seen } = watched();
  await ask('log', [now, 'login', 'ana']);
  assert.deepEqual(seen, ['log']);
  await close();
});

test('who reads the activity reads what was logged before', async () => {
  const { ask, close, seen } = watched();
  void ask('log', [now, 'login', 'ana']);
  void ask('log', [now, 'session.end', 'ana']);
  const rows = (await ask('activity', [0, 10])) as readonly { kind: string }[];
  assert.deepEqual(
    rows.map(({ kind }) => kind),
    ['login', 'session.end'],
  );
  assert.deepEqual(seen, ['log log activity']);
  await close();
});

test('who commits waits for one long page, and everybody gets theirs', async () => {
  let time = 0;
  const { append, ask, close, seen } = watched(() => (time += 10));
  const pages = Promise.all([1, 2, 3].map((room) => ask('read', [room, 0, 10, 1000])));
  const known = ask('userByName', ['ana']);
  await append([{ ...post, body: op }]);
  assert.deepEqual(seen, ['read read read userByName', 'read read']);
  assert.deepEqual(await pages, [[], [], []]);
  assert.equal(await known, undefined);
  assert.deepEqual(seen.slice(2), ['read']);
  await close();
});

test('pages that take no time go together', async () => {
  const { ask, close, seen } = watched(() => 0);
  await Promise.all([1, 2, 3].map((room) => ask('readBefore', [room, 9, 10, 1000])));
  assert.deepEqual(seen, ['readBefore readBefore readBefore']);
  await close();
});

test('closing waits for what nobody waits for', async () => {
  const { ask, close, seen } = watched();
  const logged = ask('log', [now, 'stop', '']);
  await close();
  await logged;
  assert.deepEqual(seen, ['log']);
  await assert.rejects(ask('log', [now, 'stop', '']), { message: 'The store is closed' });
});
