import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Write } from '../../src/client/db-port.ts';
import type { Effect } from '../../src/client/state.ts';
import type { Message } from '../../src/protocol/messages.ts';
import { message, newClient, of, room } from '../rig/bare-client.ts';
import { newClient as newPerson } from '../rig/client.ts';
import { newRig } from '../rig/nuvem.ts';

type Bare = ReturnType<typeof newClient>;
const key = '00'.repeat(16);
const month = 31 * 86_400_000;

const gaps = (effects: readonly Effect[]) =>
  of(effects, 'tell').flatMap(({ event }) =>
    event.event === 'gap' ? [[event.from, event.to]] : [],
  );
const archived = (effects: readonly Effect[]) =>
  of(effects, 'commit')
    .flatMap(({ writes }) => writes)
    .filter((write): write is Extract<Write, { do: 'archive' }> => write.do === 'archive')
    .map(({ line: { id, seq }, own }) => [id.slice(0, 2), seq, own]);

/** Everything that was to be written is, and what waited for it is done. */
function written(client: Bare, effects: readonly Effect[]): readonly Effect[] {
  const done = [...effects];
  for (let commits = 0; commits < 4; commits += 1)
    done.push(...client.happen({ type: 'committed', outcomes: [] }));
  return done;
}

/** In a room of two lines, and synced. */
function inRoom(): Bare {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.up();
  const first = [message({ seq: 1 }), message({ seq: 2, no: 2 })];
  written(client, client.hear(room({}), ...first));
  return client;
}

/** Says as many lines, and answers the numbers of their posts. */
function say(client: Bare, count: number): readonly number[] {
  const effects = Array.from({ length: count }, (_, at) => {
    const content = { kind: 'text', text: `mine ${at}` } as const;
    const id = `a${at}`.repeat(16);
    const ask = { kind: 'send', id, to: key, content, wait: 'waiting' } as const;
    client.happen({ type: 'ask', n: at + 1, ask });
    return written(client, client.happen({ type: 'found', ask: at + 1, line: undefined }));
  }).flat();
  return of(effects, 'send').flatMap(({ message: each }) =>
    each.type === 'post' ? [each.re] : [],
  );
}

/** Comes back to a nuvem that has this of the room. */
function again(client: Bare, has: Partial<Message<'room'>>): readonly Effect[] {
  client.happen({ type: 'ended', n: client.link().n, reason: ['silent'] });
  client.happen({ type: 'timer', timer: 'dial' });
  client.seated();
  const re = client.state().nextRe - 1;
  return written(client, client.hear({ ...room(has), re }, { type: 'synced', re }));
}

test('of a room that is new here, what is missing before its first line is asked for', () => {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.up();
  client.hear(room({ joined: 10, head: 39 }));

  const asked = of(client.hear(message({ seq: 40 })), 'send').map(({ message: each }) => each);

  assert.deepEqual(
    asked.map((each) => each.type === 'fetch' && each.after),
    [10],
  );
});

test('a new device misses nothing of what was swept before it came', () => {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.dialled();
  client.seated();
  const re = client.state().nextRe - 1;

  const effects = client.hear({ ...room({ joined: 10, low: 30, head: 30 }), re });
  const after = client.hear({ type: 'synced', re }, message({ seq: 31 }));

  assert.deepEqual(gaps(written(client, [...effects, ...after])), []);
});

test('what was written to somebody and swept before it came is a gap, though nothing follows it', async () => {
  await using rig = await newRig();
  await using ana = await newPerson(rig, 'ana');
  await using bob = await newPerson(rig, 'bob');
  await bob.until('link', ({ link }) => link.state === 'up');
  bob.network(false);
  bob.cut();
  await bob.until('link', ({ link }) => link.state === 'down');
  await ana.say('@bob', 'oi');
  await rig.store.sweep(Date.now() + month, rig.nuvem.world.settings.keep, 1000);

  bob.network(true);
  await bob.client.ask({ kind: 'retry' });

  const { room: to, from } = await bob.until('gap');
  assert.deepEqual([to, from], ['@ana', 1]);
});

test('an own line that was swept before its echo came ends as stored, once', () => {
  const client = inRoom();
  const [re = 0] = say(client, 1);
  written(client, client.hear({ type: 'stored', re, no: 1, at: 2, seq: 5 }));

  const back = again(client, { head: 9, low: 9, mark: 1 });

  assert.deepEqual(gaps(back), [
    [3, 4],
    [6, 9],
  ]);
  assert.deepEqual(archived(back), [['a0', 5, true]]);
  assert.equal(client.state().lines.size, 0);
  assert.deepEqual(archived(written(client, client.hear(message({ seq: 10, no: 9 })))).length, 1);
});

test('own lines whose reply was lost, and that were swept, end as stored when the rest has come', () => {
  const client = inRoom();
  say(client, 3);

  const back = again(client, { head: 10, low: 8, mark: 3 });
  const early = written(client, client.hear(message({ seq: 9, no: 9 })));
  // The third one was not swept.
  const late = written(client, client.hear(message({ seq: 10, device: 7, from: 'ana', no: 3 })));

  assert.deepEqual(
    archived([...back, ...early]).filter(([id]) => `${id}`.startsWith('a')),
    [],
  );
  assert.deepEqual(
    archived(late).filter(([, , own]) => own),
    [
      ['a2', 10, true],
      ['a0', 7, true],
      ['a1', 8, true],
    ],
  );
  assert.equal(client.state().lines.size, 0);
  const failed = of([...back, ...early, ...late], 'tell').filter(
    ({ event }) => event.event === 'state' && event.state === 'failed',
  );
  assert.deepEqual(failed, []);
});
