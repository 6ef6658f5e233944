import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Db, Kept, KeptRoom, Waiting, Write } from '../../src/client/db-port.ts';
import { openDb } from '../../src/client/db/serve.ts';

export const key = Buffer.alloc(32, 7);
export const roomKey = 'ab'.repeat(16);
export const room: KeptRoom = {
  key: roomKey,
  kind: 'channel',
  name: 'lobby',
  role: 'member',
  members: 2,
  topic: '',
  sealed: false,
  request: false,
  from: '',
  draft: false,
};
export const line = (seq: number, own = false): Kept => ({
  id: (own ? 'f' : 'a').repeat(28) + String(seq).padStart(4, '0'),
  room: roomKey,
  seq,
  kind: 0,
  from: own ? 'me' : 'bob',
  device: own ? 1 : 2,
  no: seq,
  at: 1000 + seq,
  body: Buffer.from(`secret ${seq}`),
});
export const waiting = (no: number): Waiting => ({
  id: line(no, true).id,
  room: roomKey,
  no,
  order: no,
  at: 5,
  body: Buffer.from(`secret ${no}`),
  state: 'waiting',
  seq: 0,
  why: '',
});
export const marks = (cursor: number, acked: number): Write => ({
  do: 'marks',
  marks: { room: roomKey, cursor, acked, read: 0 },
});

export function inFolder(work: (folder: string) => Promise<void>): () => Promise<void> {
  return async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pychat-db-'));
    try {
      await work(folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}
export const open = (folder: string): Db => openDb(join(folder, 'client.db'), key, randomBytes);
