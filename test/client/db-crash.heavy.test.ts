import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';

import type { Write } from '../../src/client/db-port.ts';
import type { KeptFile } from '../../src/client/files/kept.ts';
import { inFolder, line, marks, open, room, roomKey, waiting } from '../rig/client-db.ts';

/** What a person would see: all that was received, and all that waits. */
async function picture(folder: string): Promise<string> {
  await using db = open(folder);
  const { marks: kept, waiting: out, meta, rooms, receipts } = await db.load();
  const lines = await db.lines({ room: roomKey, limit: 100 });
  return JSON.stringify({
    meta: [...meta],
    rooms,
    receipts,
    marks: kept,
    waiting: out.map(({ id, no, state, room: of }) => [id, no, state, of]),
    lines: lines.map(({ id, seq, body }) => [id, seq, Buffer.from(body).toString()]),
    unprinted: (await db.unprinted({ rooms: [], limit: 100 })).map(({ seq }) => seq),
    lost: (await db.lost()).map(({ id }) => id),
    files: await db.files({ by: 'all', limit: 9 }),
  });
}

const other = 'cd'.repeat(16);
const file: KeptFile = {
  id: 'ef'.repeat(16),
  line: waiting(4).id,
  room: roomKey,
  way: 'out',
  stage: 'said',
  owes: '',
  at: 5,
  about: { from: 'me', name: 'a', size: 1, type: '', key: 'secret', bytes: 0 },
};

/** A life: it receives, writes, is acknowledged, hears itself, moves lines, sees the nuvem go back. */
const life: readonly (readonly Write[])[] = [
  [
    { do: 'meta', key: 'device', value: '1' },
    { do: 'room', room },
  ],
  [
    { do: 'archive', line: line(1), own: false },
    { do: 'archive', line: line(2), own: false },
    marks(2, 0),
  ],
  [
    { do: 'wait', line: waiting(3) },
    { do: 'wait', line: waiting(4) },
    { do: 'file', file },
  ],
  [
    { do: 'move', id: waiting(3).id, room: roomKey, no: 3, state: 'stored', seq: 3, why: '' },
    marks(2, 3),
  ],
  [
    { do: 'archive', line: line(3, true), own: true },
    { do: 'receipt', receipt: { room: roomKey, name: 'bob', delivered: 3, read: 2 } },
    marks(3, 3),
  ],
  [
    { do: 'move', id: waiting(4).id, room: other, no: 1, state: 'waiting', seq: 0, why: '' },
    { do: 'printed', room: roomKey, seq: 2 },
  ],
  [{ do: 'went-back', room: roomKey, seq: 1, mark: 0, device: 1 }, marks(1, 0)],
  [
    { do: 'archive', line: { ...line(2), at: 9, body: Buffer.from('new 2') }, own: false },
    { do: 'blank', room: roomKey, seq: 1 },
    { do: 'found' },
    marks(2, 0),
  ],
];

const child = join(import.meta.dirname, `crash-child${import.meta.filename.slice(-3)}`);
const replace = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer'
    ? ['bytes', Buffer.from((value as unknown as { data: number[] }).data).toString('hex')]
    : value;

test(
  'killed before any statement of any step, a step is there whole or not at all',
  { skip: process.platform === 'win32' && 'SIGKILL is another thing there' },
  inFolder(async (folder) => {
    const steps = JSON.stringify(life, replace);
    const pictures: string[] = [];
    {
      const whole = join(folder, 'whole');
      mkdirSync(whole);
      pictures.push(await picture(whole));
      for (const step of life) {
        {
          await using db = open(whole);
          await db.commit(step);
        }
        pictures.push(await picture(whole));
      }
    }
    assert.equal(new Set(pictures).size, pictures.length);
    let done = false;
    for (let at = 1; !done; at += 1) {
      const place = mkdtempSync(join(folder, 'at-'));
      const ran = spawnSync(
        process.execPath,
        [child, join(place, 'client.db'), String(at), steps],
        { encoding: 'utf8' },
      );
      done = ran.status === 0;
      const acknowledged = ran.stdout.split('\n').filter(Boolean).length;
      const seen = await picture(place);
      const reached = pictures.indexOf(seen);
      assert.ok(
        reached === acknowledged || reached === acknowledged + 1,
        `before statement ${at}: ${acknowledged} steps acknowledged, found\n${seen}\n${ran.stderr}`,
      );
      // What is left is done once more from there, and ends as it would have without the crash.
      await using db = open(place);
      for (const step of life.slice(reached)) await db.commit(step);
      await db[Symbol.asyncDispose]();
      assert.equal(await picture(place), pictures.at(-1));
    }
  }),
);
