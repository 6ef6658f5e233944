import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

import type { Db, KeptRoom } from '../src/client/db-port.ts';
import { openDb } from '../src/client/db/serve.ts';
import { encodeContent } from '../src/protocol/content.ts';
import { median } from './table.ts';

/*
 * Search in the local archive, which has no index: `node dist/bench/archive.js [lines …]`. One process,
 * one room, a real file; what is printed is milliseconds, of the clock and of the CPU.
 */

const room: KeptRoom = {
  key: 'ab'.repeat(16),
  kind: 'channel',
  name: 'bench',
  role: 'member',
  members: 2,
  topic: '',
  sealed: false,
  request: false,
  from: '',
  draft: false,
};
const searches = 5;
const step = 5000;

const sizes = process.argv.slice(2).map(Number);
for (const lines of sizes.length > 0 ? sizes : [100_000, 1_000_000]) {
  const folder = mkdtempSync(join(tmpdir(), 'pychat-bench-'));
  try {
    await measure(lines, join(folder, 'client.db'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(lines: number, file: string): Promise<void> {
  await using db = openDb(file, randomBytes(32), randomBytes);
  await db.commit([{ do: 'room', room }]);
  const start = performance.now();
  for (let first = 1; first <= lines; first += step) await fill(db, first, lines);
  const append = ((performance.now() - start) / lines) * 1000;
  process.stdout.write(
    `${lines} lines: append ${append.toFixed(1)} µs and ${Math.round(statSync(file).size / lines)} bytes a line, nothing of it an index\n`,
  );
  for (const text of ['"nothing like that"', 'needle', 'fox dog']) await search(db, text);
}

async function fill(db: Db, first: number, lines: number): Promise<void> {
  const count = Math.min(step, lines - first + 1);
  await db.commit(
    Array.from({ length: count }, (_, index) => {
      const seq = first + index;
      const needle = seq === 7 ? 'needle ' : '';
      const text = `${needle}the quick brown fox ${seq} jumps over the lazy dog, então`;
      const body = encodeContent({ kind: 'text', text });
      const id = randomBytes(16).toString('hex');
      const line = { id, room: room.key, seq, kind: 0, from: 'bia', device: 2, no: seq, at: seq };
      return { do: 'archive', line: { ...line, body }, own: false } as const;
    }),
  );
}

/** To the first hit, to the end (or two thousand hits), and how long one part held the worker. */
async function search(db: Db, text: string): Promise<void> {
  const [firsts, wholes, parts]: [number[], number[], number[]] = [[], [], []];
  const busy: number[] = [];
  for (let time = 0; time < searches; time += 1) {
    const start = performance.now();
    const cpu = process.cpuUsage();
    let [hits, first]: [number, number | undefined] = [0, undefined];
    let from: string | undefined;
    do {
      const before = performance.now();
      const part = await db.search({ text, ...(from === undefined ? {} : { from }) });
      parts.push(performance.now() - before);
      hits += part.hits.length;
      if (hits > 0) first ??= performance.now() - start;
      from = part.next;
    } while (from !== undefined && hits < 2000);
    if (first !== undefined) firsts.push(first);
    wholes.push(performance.now() - start);
    const { user, system } = process.cpuUsage(cpu);
    busy.push((user + system) / 1000);
  }
  const of = (figures: number[]): string => {
    const sorted = figures.toSorted((one, other) => one - other);
    if (sorted.length === 0) return 'none';
    const p99 = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? 0;
    return `p50 ${median(sorted).toFixed(1)} p99 ${p99.toFixed(1)}`;
  };
  process.stdout.write(
    `  ${text}: first hit ${of(firsts)} · whole ${of(wholes)}, CPU ${of(busy)} · one part ${of(parts)}\n`,
  );
}
