import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openSqlite } from '../../src/base/sqlite.ts';
import { newBodies } from '../../src/client/db/body.ts';
import { load } from '../../src/client/db/queries.ts';
import { schema } from '../../src/client/db/schema.ts';
import { commit } from '../../src/client/db/writes.ts';
import { start } from '../../src/client/start.ts';
import type { Effect } from '../../src/client/state.ts';
import { account, newClient, nothing, of, room } from '../rig/bare-client.ts';

test('a nuvem that gives rooms and takes them away without end fills no disk', () => {
  const db = openSqlite(':memory:');
  db.exec(schema.current);
  const bodies = newBodies(Buffer.alloc(32), (size) => Buffer.alloc(size, 3));
  // One in which this device wrote, before all others.
  const mine = { room: 'ff'.repeat(16), cursor: 5, acked: 3, read: 0 };
  commit(db, bodies, [
    { do: 'meta', key: 'device', value: '7' },
    { do: 'marks', marks: mine },
  ]);
  const client = newClient(load(db, bodies));
  const write = (effects: readonly Effect[]): void => {
    const commits = of(effects, 'commit');
    for (const { writes } of commits) commit(db, bodies, writes);
    if (commits.length > 0) write(client.happen({ type: 'committed', outcomes: [] }));
  };
  write(client.happen({ type: 'opened' }));
  write(client.up());
  const key = (n: number): Buffer => Buffer.from(n.toString(16).padStart(32, '0'), 'hex');
  for (let n = 1; n <= 8200; n += 1) {
    const receipt = { room: key(n), name: 'bia', delivered: 1, read: 1 };
    const rooms = [receipt];
    write(client.hear(room({ room: key(n) }), { type: 'receipt', rooms }));
    write(client.hear({ type: 'room-gone', room: key(n) }));
  }

  const kept = load(db, bodies);
  assert.deepEqual([kept.rooms.length, kept.marks.length, kept.receipts.length], [0, 8000, 7999]);
  assert.deepEqual(client.state().former.get(mine.room), mine);
});

test('a database in which there are too many already keeps as many as are remembered', () => {
  const marks = Array.from({ length: 8002 }, (_, n) => {
    const key = n.toString(16).padStart(32, '0');
    return { room: key, cursor: 1, acked: n === 8001 ? 1 : 0, read: 0 };
  });
  const meta = new Map([['device', '7']]);

  const { state, writes } = start({ ...nothing, meta, marks }, account, {
    agent: 'test',
    seals: false,
  });

  assert.equal(state.former.size, 8000);
  assert.ok(state.former.has(marks[8001]!.room), 'the one in which something was written');
  assert.equal(writes.filter((write) => write.do === 'forget').length, 2);
});
