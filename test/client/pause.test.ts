import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Effect } from '../../src/client/state.ts';
import { newClient, of, room } from '../rig/bare-client.ts';

const [lab, pub] = [Buffer.alloc(16, 1), Buffer.alloc(16, 2)];

const posts = (effects: readonly Effect[]) =>
  of(effects, 'send').flatMap(({ message }) =>
    message.type === 'post' ? [{ re: message.re, room: Buffer.from(message.room) }] : [],
  );

const wakes = (effects: readonly Effect[]) =>
  of(effects, 'timer').flatMap(({ timer, ms }) => (timer === 'pump' ? [ms] : []));

/** Says something, and has it written. */
const sayer =
  (client: ReturnType<typeof newClient>) =>
  (n: number, to: string): readonly Effect[] => {
    const content = { kind: 'text', text: 'oi' } as const;
    const ask = { kind: 'send', id: `0${n}`.repeat(16), to, content, wait: 'stored' } as const;
    client.happen({ type: 'ask', n, ask });
    const found = client.happen({ type: 'found', ask: n, line: undefined });
    const effects = [...found];
    while (client.state().flying)
      effects.push(...client.happen({ type: 'committed', outcomes: [] }));
    return effects;
  };

test('a room that is to rest for long holds up no other', () => {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.up();
  client.hear(room({ room: lab }), room({ room: pub, name: 'pub' }));
  const say = sayer(client);
  const [one] = posts(say(1, '+lab'));
  const [two] = posts(say(2, '+pub'));
  const refused = (re = 0, wait = 0) =>
    client.hear({ type: 'refused', re, code: 'slow-mode', text: '', wait });
  assert.deepEqual(wakes(refused(one?.re, 1000)), [1000]);
  assert.deepEqual(wakes(refused(two?.re, 10_000)), [1000]);

  client.wait(1000);
  const first = client.happen({ type: 'timer', timer: 'pump' });
  client.wait(9000);
  const second = client.happen({ type: 'timer', timer: 'pump' });

  assert.deepEqual([posts(first).map((post) => post.room), wakes(first)], [[lab], [9000]]);
  assert.deepEqual([posts(second).map((post) => post.room), wakes(second)], [[pub], []]);
});

test('a line that is refused for what lacks before it rests before it is said again', () => {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.up();
  client.hear(room({ room: lab }));
  const say = sayer(client);
  say(1, '+lab');
  const [second] = posts(say(2, '+lab'));

  const refused = client.hear({ type: 'refused', re: second?.re ?? 0, code: 'gap', text: '' });
  client.wait(1000);
  const later = client.happen({ type: 'timer', timer: 'pump' });

  assert.deepEqual([posts(refused).length, wakes(refused)], [0, [1000]]);
  assert.equal(posts(later).length, 1);
});

test('what was refused with a line before it goes again as soon as that does', () => {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.up();
  client.hear(room({ room: lab }));
  const say = sayer(client);
  const [first] = posts(say(1, '+lab'));
  const [second] = posts(say(2, '+lab'));

  client.hear({ type: 'refused', re: first?.re ?? 0, code: 'busy', text: '', wait: 100 });
  client.hear({ type: 'refused', re: second?.re ?? 0, code: 'gap', text: '' });
  client.wait(100);

  assert.equal(posts(client.happen({ type: 'timer', timer: 'pump' })).length, 2);
});
