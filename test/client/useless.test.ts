import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Effect } from '../../src/client/state.ts';
import type { Message } from '../../src/protocol/messages.ts';
import { message, newClient, of, room } from '../rig/bare-client.ts';

type Bare = ReturnType<typeof newClient>;
type Asked = Message<'fetch'>;

const asked = (effects: readonly Effect[]): readonly Asked[] =>
  of(effects, 'send').flatMap(({ message: each }) => (each.type === 'fetch' ? [each] : []));

/** Answers every page that is asked for, until none is or it was asked for too often. */
function answering(
  client: Bare,
  first: readonly Effect[],
  page: (asked: Asked) => Omit<Message<'page'>, 'type' | 're'>,
): readonly Effect[] {
  const done = [...first];
  let open = [...asked(first)];
  for (let times = 0; open.length > 0; times += 1) {
    assert.ok(times < 100, 'it asks without end');
    const effects = open.flatMap((each) =>
      client.hear({ type: 'page', re: each.re, ...page(each) }),
    );
    done.push(...effects, ...client.happen({ type: 'committed', outcomes: [] }));
    open = [...asked(effects)];
  }
  return done;
}

const gaps = (effects: readonly Effect[]) =>
  of(effects, 'tell').flatMap(({ event }) =>
    event.event === 'gap' ? [[event.from, event.to]] : [],
  );

/** In a room, with the first two lines. */
function inRoom(over: Partial<Message<'room'>> = {}): Bare {
  const client = newClient();
  client.happen({ type: 'opened' });
  client.up();
  client.hear(room(over), message({ seq: 1 }), message({ seq: 2, no: 2 }));
  for (let commits = 0; commits < 3; commits += 1)
    client.happen({ type: 'committed', outcomes: [] });
  return client;
}

const entry = (seq: number) => {
  const { type: _type, room: _room, ...rest } = message({ seq, no: seq });
  return rest;
};

test('a nuvem that answers with what is here already is asked no more, and the gap is shown', () => {
  const client = inRoom();

  const effects = answering(client, client.hear(message({ seq: 9, no: 9 })), () => ({
    entries: [entry(1), entry(2)],
    low: 0,
    more: true,
  }));

  assert.deepEqual(gaps(effects), [[3, 9]]);
});

test('a nuvem that says there is more and gives nothing is asked no more', () => {
  const client = inRoom();

  const effects = answering(client, client.hear(message({ seq: 9, no: 9 })), () => ({
    entries: [],
    low: 0,
    more: true,
  }));

  assert.deepEqual(gaps(effects), [[3, 9]]);
});

test('a nuvem that went back and compares with the same page for ever is not asked for ever', () => {
  const client = inRoom();
  client.happen({ type: 'ended', n: client.link().n, reason: ['silent'] });
  client.happen({ type: 'timer', timer: 'dial' });
  client.seated();
  const re = client.state().nextRe - 1;
  const begun = [
    ...client.hear({ ...room({ head: 1 }), re }),
    ...client.hear({ type: 'synced', re }),
  ];

  const page = { entries: [{ ...entry(7), at: 5 }], low: 0, more: true };
  let effects: readonly Effect[] = begun;
  for (let times = 0; asked(effects).length > 0; times += 1) {
    assert.ok(times < 100, 'it asks without end');
    const open = asked(effects)[0]!;
    const answered = client.hear({ type: 'page', re: open.re, ...page });
    const n = client.link().n;
    const key = '00'.repeat(16);
    effects = [
      ...answered,
      ...of(
        [...answered, ...client.happen({ type: 'committed', outcomes: [] })],
        'question',
      ).flatMap(() => client.happen({ type: 'compared', n, room: key, same: 0, at: 0, oldest: 7 })),
    ];
  }

  assert.equal([...client.state().rooms.values()][0]?.search, undefined);
});

test('who scrolls back gets on or to an end, whatever a nuvem says is further up', () => {
  const client = inRoom({ kind: 'channel' });
  const here = [50, 51].map((seq) => ({ ...entry(seq), id: `${seq}`, room: '00'.repeat(16) }));
  const made = { ...entry(60), id: '60', room: '00'.repeat(16) };
  client.happen({
    type: 'ask',
    n: 1,
    ask: { kind: 'older', room: '#lab', before: 100, limit: 10 },
  });
  const asks = client.happen({ type: 'queried', ask: 1, lines: here });
  answering(client, asks, () => ({ entries: [entry(60)], low: 0, more: true }));
  const answered = client.happen({ type: 'queried', ask: 1, lines: [...here, made] });

  const [{ value } = { value: undefined }] = of(answered, 'answer');
  const { lines, whole } = value as { lines: readonly { seq: number }[]; whole: boolean };
  assert.deepEqual([lines.map(({ seq }) => seq), whole], [[50, 51, 60], true]);
});
