import assert from 'node:assert/strict';
import { test } from 'node:test';

import { roomOf } from '../../src/client/rows.ts';
import type { Effect } from '../../src/client/state.ts';
import {
  greeting,
  message,
  newClient,
  nuvem,
  of,
  room,
  said,
  welcome,
} from '../rig/bare-client.ts';

test('the new ticket is on disk before anything is asked with it', () => {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.dialled();
  client.hear(greeting(1));

  const seated = client.hear(welcome(2));
  assert.deepEqual(said(seated), []);
  assert.equal(of(seated, 'keep')[0]?.ticket, '09'.repeat(32));
  assert.deepEqual(said(client.happen({ type: 'kept', n: client.link().n })), ['sync']);
});

test('addresses are tried in turn, and a whole round without answer doubles the wait', () => {
  const client = newClient();
  const dials = [...of(client.happen({ type: 'opened' }), 'dial')];
  const waits: number[] = [];

  for (let round = 0; round < 16; round += 1) {
    const failed = client.happen({ type: 'ended', n: client.link().n, reason: ['silent'] }, 1);
    waits.push(...of(failed, 'timer').map(({ ms }) => ms));
    dials.push(...of(client.happen({ type: 'timer', timer: 'dial' }), 'dial'));
  }

  assert.deepEqual(
    dials.slice(0, 4).map(({ address }) => address),
    ['one', 'two', 'one', 'two'],
  );
  assert.deepEqual(
    waits.slice(0, 6).filter((ms) => ms < 15_000),
    [250, 250, 500, 500, 1000, 1000],
  );
  assert.equal(Math.max(...waits), 15_000);
  const chance = client.happen({ type: 'ended', n: client.link().n, reason: ['silent'] }, 0.1);
  assert.deepEqual(
    of(chance, 'timer').map(({ ms }) => ms),
    [1500],
  );
});

test('two pings without an answer end the connection; an answer keeps it', () => {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.up();

  client.happen({ type: 'timer', timer: 'ping' });
  client.wait(30);
  client.hear({ type: 'pong', re: 4, at: 1 });
  assert.equal(client.link().latency, 30);
  client.happen({ type: 'timer', timer: 'ping' });
  client.happen({ type: 'timer', timer: 'ping' });
  assert.equal(client.link().phase, 'up');
  const third = client.happen({ type: 'timer', timer: 'ping' });

  assert.equal(of(third, 'hang-up').length, 1);
  assert.equal(client.link().phase, 'resting');
});

test('a nuvem that answers pings and not what it is asked is dialled anew', () => {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.up();
  /** So many pings that have their answer, and what the last of them was to be. */
  const beats = (times: number): readonly Effect[] => {
    let effects: readonly Effect[] = [];
    for (let n = 0; n < times; n += 1) {
      effects = client.happen({ type: 'timer', timer: 'ping' });
      client.hear({ type: 'pong', re: client.state().nextRe - 1, at: 1 });
    }
    return effects;
  };
  const ask = (n: number) => client.happen({ type: 'ask', n, ask: { kind: 'users' } });
  ask(1);
  beats(6);
  client.hear({ type: 'users-are', re: 4, users: [], more: false });
  ask(2);

  assert.equal(of(beats(6), 'hang-up').length, 0);
  assert.equal(of(beats(1), 'hang-up').length, 1);
  assert.equal(client.link().phase, 'resting');
});

test('how fast the nuvem answers is known with the greeting, and told as it changes', () => {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.dialled();
  client.wait(20);
  client.hear(greeting(1));
  client.hear(welcome(2));
  client.happen({ type: 'kept', n: client.link().n });
  const up = client.hear({ type: 'synced', re: 3 });
  const pinged = (ms: number): readonly Effect[] => {
    client.happen({ type: 'timer', timer: 'ping' });
    client.wait(ms);
    return client.hear({ type: 'pong', re: client.state().nextRe - 1, at: 1 });
  };

  assert.deepEqual(of(up, 'tell')[0]?.event, { event: 'link', link: { state: 'up', latency: 20 } });
  assert.deepEqual(of(pinged(30), 'tell')[0]?.event, { event: 'latency', latency: 30 });
  assert.deepEqual(of(pinged(30), 'tell'), []);
  for (let ms = 0; ms < 100; ms += 1) pinged(ms);
  assert.deepEqual(
    client.link().latencies,
    Array.from({ length: 60 }, (_, at) => 40 + at),
  );
});

test('an answer that never comes, and one that comes too late, are both no link', () => {
  const client = newClient();
  client.happen({ type: 'opened' });
  const { n } = client.link();

  const over = client.happen({ type: 'timer', timer: 'answer' });
  const late = client.happen({ type: 'dialled', n, nuvem, nonce: new Uint8Array(32) });

  assert.equal(of(over, 'timer')[0]?.timer, 'dial');
  assert.deepEqual(late, []);
});

test('another key is not talked to', () => {
  const client = newClient();
  client.happen({ type: 'opened' });

  const effects = client.dialled('sha256:other');

  assert.deepEqual(said(effects), []);
  assert.equal(of(effects, 'hang-up').length, 1);
  assert.equal(client.link().code, 'key-changed');
});

test('a refused ticket stops, and whoever asks is told to log in', () => {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.dialled();
  client.happen({ type: 'ask', n: 1, ask: { kind: 'users' } });
  client.hear(greeting(1));

  const effects = client.hear({ type: 'refused', re: 2, code: 'ticket', text: '' });

  assert.equal(of(effects, 'refuse')[0]?.error.code, 'credentials');
  assert.equal(client.link().phase, 'stopped');
  const later = client.happen({ type: 'ask', n: 2, ask: { kind: 'users' } });
  assert.equal(of(later, 'refuse')[0]?.error.code, 'credentials');
  assert.equal(of(client.happen({ type: 'ask', n: 3, ask: { kind: 'retry' } }), 'dial').length, 1);
});

test('what was asked and not answered is asked again on the next connection', () => {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.up();
  assert.deepEqual(said(client.happen({ type: 'ask', n: 1, ask: { kind: 'blocks' } })), ['blocks']);

  client.happen({ type: 'ended', n: client.link().n, reason: ['silent'] });
  client.happen({ type: 'timer', timer: 'dial' });
  client.dialled();
  client.hear(greeting(5));
  client.hear(welcome(6));
  client.happen({ type: 'kept', n: client.link().n });
  const up = client.hear({ type: 'synced', re: 7 });
  assert.deepEqual(said(up), ['blocks']);
  const answered = client.hear({ type: 'blocks-are', re: 8, names: ['bob'] });

  assert.deepEqual(of(answered, 'answer'), [{ type: 'answer', ask: 1, value: ['bob'] }]);
});

test('a nuvem that goes is dialled again when it said it would be back', () => {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.up();

  const effects = client.hear({ type: 'going', wait: 3000 });

  assert.deepEqual(
    of(effects, 'timer').map(({ timer, ms }) => [timer, ms]),
    [['dial', 3125]],
  );
});

test('with all seats taken, who sits can be asked, and one be ended', () => {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.dialled();
  client.hear(greeting(1));
  client.happen({ type: 'ask', n: 1, ask: { kind: 'users' } });
  const seat = { id: 5, device: 3, label: 'laptop', since: 1 };

  const full = client.hear({ type: 'seats-full', re: 2, sessions: [seat] });
  assert.deepEqual(of(full, 'refuse')[0]?.error.reason, ['seats-full', '5 laptop']);
  const sessions = client.happen({ type: 'ask', n: 2, ask: { kind: 'sessions' } });
  assert.deepEqual(of(sessions, 'answer')[0]?.value, [{ ...seat, here: false }]);
  const end = client.happen({ type: 'ask', n: 3, ask: { kind: 'end-session', session: 5 } });
  assert.deepEqual(said(end), ['seat-take']);
  const seated = client.hear(welcome(3));

  assert.equal(of(seated, 'keep').length, 1);
  assert.deepEqual(
    of(seated, 'answer').map(({ ask }) => ask),
    [3],
  );
});

test('the same that happens is answered with the same, whoever else has a client in this process', () => {
  const ask = {
    kind: 'send',
    id: 'a'.repeat(32),
    to: '@bob',
    content: { kind: 'text', text: 'x' },
    wait: 'stored',
  } as const;
  const lived = () => {
    const client = newClient();
    return [
      client.happen({ type: 'opened' }),
      client.happen({ type: 'ask', n: 1, ask }),
      client.happen({ type: 'found', ask: 1, line: undefined }),
      client.happen({ type: 'committed', outcomes: [] }),
    ];
  };

  assert.deepEqual(lived(), lived());
});

test('a refusal called like a property of every object is a refusal as any other', () => {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.dialled();
  client.hear(greeting(1));

  client.hear({ type: 'refused', re: 2, code: 'constructor', text: 'no' });

  assert.deepEqual([client.link().phase, client.link().code], ['resting', 'unreachable']);
});

test('a room is not sealed because the nuvem says so', () => {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.up();

  client.hear(room({ sealed: true }));

  assert.equal([...client.state().rooms.values()][0]?.sealed, false);
});

test('an answer of another kind than was asked for ends the connection', () => {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.up();
  client.happen({ type: 'ask', n: 1, ask: { kind: 'users' } });

  const wrong = client.hear({ type: 'pong', re: 4, at: 1 });

  assert.equal(of(wrong, 'hang-up').length, 1);
});

test('a nuvem that names rooms without end fills no memory, and is told of once', () => {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.up();

  const rooms = Array.from({ length: 8100 }, (_, n) => {
    const key = Buffer.alloc(16);
    key.writeUInt32BE(n);
    return room({ room: key, name: `lab${n}` });
  });
  const told = of(client.hear(...rooms), 'tell');

  assert.equal(client.state().rooms.size, 8000);
  assert.equal(told.filter(({ event }) => event.event === 'notice').length, 1);
});

test('a nuvem that makes up readers without end fills no memory', () => {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.up();
  client.hear(room({}));

  for (let n = 0; n < 1000; n += 1) {
    const receipt = { room: new Uint8Array(16), name: `p${n}`, delivered: 1, read: 1 };
    client.hear({ type: 'receipt', rooms: [receipt] });
  }

  assert.equal([...client.state().rooms.values()][0]?.receipts.size, 50);
});

test('an own line that the nuvem stored and left out of its log is told as failed', () => {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.up();
  const key = '00'.repeat(16);
  const written = () => [1, 2, 3].flatMap(() => client.happen({ type: 'committed', outcomes: [] }));
  client.hear(room({}), message({ seq: 1 }));
  written();
  const content = { kind: 'text', text: 'mine' } as const;
  const ask = { kind: 'send', id: 'aa'.repeat(16), to: key, content, wait: 'waiting' } as const;
  client.happen({ type: 'ask', n: 1, ask });
  client.happen({ type: 'found', ask: 1, line: undefined });
  const sent = of(written(), 'send').map(({ message: each }) => each);
  const re = sent.flatMap((each) => (each.type === 'post' ? [each.re] : []))[0] ?? 0;

  client.hear({ type: 'stored', re, no: 1, at: 2, seq: 2 });
  client.hear(message({ seq: 2, no: 2 }));
  const told = of(written(), 'tell').map(({ event }) => event);

  const failed = told.filter((event) => event.event === 'state' && event.state === 'failed');
  assert.deepEqual(
    failed.map((event) => 'reason' in event && event.reason),
    [['not-in-log']],
  );
  assert.equal(client.state().lines.size, 0);
});

test('many small lines hold the nuvem back as few long ones do', () => {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.up();
  client.hear(room({}));

  const lines = Array.from({ length: 10_000 }, (_, n) => message({ seq: n + 1, no: n + 1 }));
  const held = of(client.hear(message({ seq: 0 }), ...lines), 'hold');
  const again = of(client.hear(message({ seq: 10_001 })), 'hold');

  assert.deepEqual([...held, ...again], [{ type: 'hold', on: true }]);
});

test('of two groups of one name neither is meant, and a request never is', () => {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.up();
  client.hear(room({ room: Buffer.alloc(16, 9) }), room({ request: true }));
  const found = (to: string) => roomOf(client.state(), to)?.key.slice(0, 4);

  assert.equal(found('+lab'), '0909');
  client.hear(
    room({ room: Buffer.alloc(16, 1) }),
    room({ room: Buffer.alloc(16, 2), name: 'lab~0909' }),
  );
  assert.equal(found('+lab'), undefined);
  assert.equal(found('+lab~0101'), '0101');
  assert.equal(found('+lab~0909'), undefined);
  assert.equal(found('09'.repeat(16)), '0909');
});
