import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import type { KeptFile } from '../../../src/client/files/kept.ts';
import { encodeContent } from '../../../src/protocol/content.ts';
import { encodeFileRest } from '../../../src/protocol/file-rest.ts';
import { inFolder, line, open, room, roomKey, waiting } from '../../rig/client-db.ts';

const id = (n: number): string => n.toString(16).padStart(32, '0');
const file = (n: number, change: Partial<KeptFile> = {}): KeptFile => ({
  id: id(n),
  line: waiting(n).id,
  room: roomKey,
  way: 'out',
  stage: 'said',
  owes: '',
  at: n,
  about: { from: 'me', name: 'secret', size: 1, type: '', key: 'secret'.repeat(4), bytes: 0 },
  ...change,
});
const ids = (files: readonly KeptFile[]): readonly number[] =>
  files.map((each) => Number.parseInt(each.id, 16));

test(
  'files are found by what is asked, and nothing about them can be read in the files',
  inFolder(async (folder) => {
    await using db = open(folder);
    const other = 'cd'.repeat(16);
    await db.commit([
      { do: 'file', file: file(1) },
      { do: 'file', file: file(2, { stage: 'waiting', owes: 'drop' }) },
      { do: 'file', file: file(3, { room: other }) },
      { do: 'file', file: file(4) },
    ]);
    await db.commit([{ do: 'file', file: file(1, { stage: 'done', room: other }) }]);

    assert.deepEqual(ids(await db.files({ by: 'all', limit: 3 })), [4, 3, 2]);
    assert.deepEqual(ids(await db.files({ by: 'room', room: roomKey, limit: 9 })), [4, 2, 1]);
    assert.deepEqual(ids(await db.files({ by: 'stage', stage: 'said', after: 0, limit: 1 })), [3]);
    const [third] = await db.files({ by: 'stage', stage: 'said', after: 0, limit: 1 });
    const after = third?.place ?? 0;
    assert.deepEqual(ids(await db.files({ by: 'stage', stage: 'said', after, limit: 9 })), [4]);
    assert.deepEqual(ids(await db.files({ by: 'debt', after: 0, limit: 9 })), [2]);
    assert.deepEqual(ids(await db.files({ by: 'line', line: waiting(3).id, limit: 9 })), [3]);
    assert.deepEqual(ids(await db.files({ by: 'id', id: '0'.repeat(31), limit: 9 })), [1, 2, 3, 4]);
    assert.deepEqual(ids(await db.files({ by: 'id', id: id(2), limit: 9 })), [2]);
    const [found] = await db.files({ by: 'id', id: id(4), limit: 1 });
    assert.deepEqual(found, { ...file(4), place: 4 });
    await db[Symbol.asyncDispose]();
    assert.equal(readFileSync(join(folder, 'client.db')).includes('secret'), false);
  }),
);

test(
  'of files from which nothing comes by itself the newest are kept',
  inFolder(async (folder) => {
    await using db = open(folder);
    const many = 5003;
    const done = Array.from({ length: many }, (_, at) => ({
      do: 'file' as const,
      file: file(at + 10, { stage: 'done', owes: at === 0 ? 'done' : '' }),
    }));
    await db.commit([
      { do: 'file', file: file(1, { stage: 'paused' }) },
      { do: 'file', file: file(2, { stage: 'offered' }) },
      ...done,
    ]);

    const kept = ids(await db.files({ by: 'all', limit: many + 9 }));
    assert.deepEqual(kept.slice(-4), [13, 10, 2, 1]);
    assert.equal(kept.length, many - 1 + 2 - 1);
  }),
);

test(
  'an offer is kept with its line, once, and moves with the line that offers it',
  inFolder(async (folder) => {
    await using db = open(folder);
    const rest = encodeFileRest({ key: Buffer.alloc(32, 9), folder: true });
    const content = {
      kind: 'file',
      file: Buffer.alloc(16, 1),
      name: 'a',
      size: 7,
      type: 't',
      rest,
    };
    const body = encodeContent({ ...content, kind: 'file' });
    const again = encodeContent({ ...content, kind: 'file', name: 'b' });
    await db.commit([
      { do: 'room', room },
      { do: 'archive', line: { ...line(1), body }, own: false },
      { do: 'archive', line: { ...line(2), body: again }, own: false },
      { do: 'archive', line: { ...line(3), kind: 2, body }, own: false },
    ]);
    const offers = await db.files({ by: 'all', limit: 9 });
    const about = { name: 'a', size: 7, type: 't', bytes: 0, key: '09'.repeat(32), folder: true };
    assert.deepEqual(offers, [
      {
        place: 1,
        id: '01'.repeat(16),
        line: line(1).id,
        room: roomKey,
        way: 'in',
        stage: 'new',
        owes: '',
        at: line(1).at,
        about: { ...about, from: 'bob' },
      },
    ]);

    const other = 'cd'.repeat(16);
    const { id: out, no, state, seq, why } = waiting(4);
    await db.commit([
      { do: 'wait', line: waiting(4) },
      { do: 'file', file: file(4) },
      { do: 'move', id: out, room: other, no, state, seq, why },
    ]);
    assert.deepEqual(ids(await db.files({ by: 'room', room: other, limit: 9 })), [4]);
  }),
);
