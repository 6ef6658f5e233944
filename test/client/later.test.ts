import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';

import { openSqlite } from '../../src/base/sqlite.ts';
import type { Db, Kept, Write } from '../../src/client/db-port.ts';
import { openDb } from '../../src/client/db/serve.ts';
import { contentOf } from '../../src/client/rows.ts';
import type { SaidContent } from '../../src/client/shown.ts';
import { type Content, encodeContent } from '../../src/protocol/content.ts';
import { inFolder, line, open, room, roomKey } from '../rig/client-db.ts';
import { newClient } from '../rig/client.ts';
import { newRig } from '../rig/nuvem.ts';

const said = (seq: number, content: Content, more: Partial<Kept> = {}): Write => ({
  do: 'archive',
  line: { ...line(seq), body: encodeContent(content), ...more },
  own: false,
});
const text = (words: string): Content => ({ kind: 'text', text: words });
const filled = (from: number, to: number): Write[] =>
  Array.from({ length: to - from + 1 }, (_, at) => said(from + at, text(`line ${from + at}`)));

/** What became of a line, as a page of few lines tells it. */
async function laterOf(db: Db, seq: number): Promise<readonly unknown[]> {
  const page = await db.lines({ room: roomKey, before: seq + 3, limit: 10 });
  const found = page.find((row) => row.seq === seq);
  assert.ok(found);
  return (found.later ?? []).map(({ from, body }) => ({ from, ...contentOf(body) }));
}

const corrected = { from: 'bob', kind: 'edit', text: 'better', of: 5 };

test(
  'a page has with each line what its author made of it last, and who reacted, however far behind',
  inFolder(async (folder) => {
    {
      await using db = open(folder);
      await db.commit([
        { do: 'room', room },
        ...filled(1, 20),
        said(21, { kind: 'edit', text: 'good', of: 5 }),
        said(22, { kind: 'edit', text: 'mine now', of: 5 }, { from: 'eve' }),
        said(23, { kind: 'delete', of: 5 }, { from: 'eve' }),
        said(24, { kind: 'react', of: 5, with: '+', on: true }, { from: 'eve' }),
        said(25, { kind: 'react', of: 5, with: '!', on: true }, { from: 'eve' }),
        said(26, { kind: 'react', of: 5, with: '!', on: false }, { from: 'eve' }),
        ...filled(27, 600),
        said(601, { kind: 'edit', text: 'better', of: 5 }),
        said(602, { kind: 'edit', text: 'x', of: 6 }),
        said(603, { kind: 'delete', of: 6 }),
        said(604, { kind: 'edit', text: 'too late', of: 6 }),
      ]);
    }
    await using db = open(folder);

    assert.deepEqual(await laterOf(db, 5), [
      { from: 'eve', kind: 'react', of: 5, with: '+', on: true },
      { from: 'eve', kind: 'react', of: 5, with: '!', on: false },
      corrected,
    ]);
    assert.deepEqual(await laterOf(db, 6), [{ from: 'bob', kind: 'delete', of: 6 }]);
    assert.deepEqual(await laterOf(db, 7), []);
    await db.commit([{ do: 'blank', room: roomKey, seq: 601 }]);
    assert.equal((await laterOf(db, 5)).length, 3, 'a correction that was removed is none');
  }),
);

test(
  'a log that went back takes its changes with it',
  inFolder(async (folder) => {
    await using db = open(folder);
    await db.commit([
      { do: 'room', room },
      ...filled(1, 20),
      said(21, { kind: 'edit', text: 'better', of: 5 }),
    ]);
    assert.deepEqual(await laterOf(db, 5), [corrected]);

    await db.commit([
      { do: 'went-back', room: roomKey, seq: 20, mark: 0, device: 1 },
      said(21, { kind: 'edit', text: 'of another', of: 6 }),
    ]);

    assert.deepEqual(await laterOf(db, 5), []);
    assert.equal((await laterOf(db, 6)).length, 1);
  }),
);

test(
  'signs of others without end hide no correction, and are few in a page',
  inFolder(async (folder) => {
    await using db = open(folder);
    const signs = Array.from({ length: 450 }, (_, at) =>
      said(30 + at, { kind: 'react', of: 5, with: '+', on: at % 2 === 0 }, { from: 'eve' }),
    );
    await db.commit([
      { do: 'room', room },
      ...filled(1, 20),
      said(21, { kind: 'edit', text: 'better', of: 5 }),
      ...signs,
    ]);

    const later = await laterOf(db, 5);

    assert.equal(later.length, 2);
    assert.deepEqual(later[0], corrected);
  }),
);

/** The database as a version left it that knew nothing of changes. */
function forgetful(file: string): void {
  using db = openSqlite(file);
  db.exec(`DROP TABLE changes; DROP TABLE unnoted; DROP TABLE titles; DROP TABLE files; DROP TABLE seal_named;
ALTER TABLE receipts DROP COLUMN proved_after; ALTER TABLE receipts DROP COLUMN proved;
PRAGMA user_version=4`);
}

test(
  'what was archived before changes were noted is looked through once, part by part',
  inFolder(async (folder) => {
    const file = join(folder, 'client.db');
    {
      await using db = open(folder);
      await db.commit([
        { do: 'room', room },
        ...filled(1, 900),
        said(901, { kind: 'edit', text: 'better', of: 5 }),
      ]);
    }
    forgetful(file);
    {
      await using wrong = openDb(file, randomBytes(32), randomBytes);
      await assert.rejects(wrong.lines({ room: roomKey, limit: 1 }), /does not open/);
    }
    {
      await using db = open(folder);
      while ((await laterOf(db, 5)).length === 0) await setImmediate();
      assert.deepEqual(await laterOf(db, 5), [corrected]);
    }
    forgetful(file);
    {
      await using db = open(folder);
      await db.drafts();
    }
    using left = openSqlite(file);
    const { before = 0 } = left.get<{ before: number }>('SELECT before FROM unnoted') ?? {};
    assert.ok(before < 901 && before > 1, 'what could not be done is done at the next start');
  }),
);

test('front ends are told with a line what became of it', async () => {
  await using rig = await newRig();
  await using ana = await newClient(rig, 'ana');
  await using bia = await newClient(rig, 'bia');
  await ana.say('#lobby', 'helo');
  const first = await bia.until('line', ({ line: { from } }) => from === 'ana');
  const of = first.line.seq ?? 0;
  await bia.say('#lobby', 'oi');
  const send = (content: SaidContent): Promise<unknown> =>
    ana.client.ask<'send'>({
      kind: 'send',
      id: randomBytes(16).toString('hex'),
      to: '#lobby',
      content,
      wait: 'stored',
    });
  await send({ kind: 'edit', text: 'hello', of });
  const { line: edit } = await bia.until(
    'line',
    ({ line: { content } }) => content.kind === 'edit',
  );

  const ask = { kind: 'lines', room: '#lobby', before: of + 1, limit: 1 } as const;
  const [row] = await bia.client.ask<'lines'>(ask);

  assert.deepEqual(row?.later, [
    { seq: edit.seq, from: 'ana', content: { kind: 'edit', text: 'hello', of } },
  ]);
});
