import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

import type { Store } from '../src/store/port.ts';
import type { Post } from '../src/store/rows.ts';
import { sqliteStore } from '../src/store/sqlite.ts';

/**
 * What a durable append costs. `node dist/bench/store.js [seconds a case]`; CPU counts all threads.
 * Pin it to one core (`taskset -c 0`) for the latency of an idle nuvem of one core.
 */
const seconds = Number(process.argv[2] ?? 2);
const authors = 200;
const rooms = 50;
const body = new Uint8Array(100).fill(65);

interface Author {
  readonly user: number;
  readonly device: number;
  readonly fence: number;
  readonly room: number;
  no: number;
}

const folder = mkdtempSync(join(process.env['PYCHAT_BENCH_DIR'] ?? tmpdir(), 'pychat-bench-'));
const say = (line: string): unknown => process.stdout.write(`${line}\n`);
try {
  const store = await sqliteStore(join(folder, 'nuvem.db'), {
    key: new Uint8Array(randomBytes(32)),
  });
  const people = await populate(store);
  for (const size of [1, 10, 100, 1000]) {
    await saturate(store, people, size);
  }
  // Four authors of one room.
  const together = people.filter((author) => author.room === people[0]?.room);
  for (const size of [100, 1000]) await saturate(store, together, size);
  await idle(store, people);
  await store[Symbol.asyncDispose]();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** 200 authors in 50 rooms, four in each. */
async function populate(store: Store): Promise<Author[]> {
  const made: number[] = [];
  const people: Author[] = [];
  for (let index = 0; index < authors; index++) {
    const created = await store.createUser({
      name: `author-${index}`,
      record: '',
      identity: new Uint8Array(32),
      vault: new Uint8Array(0),
      device: { key: new Uint8Array(randomBytes(32)), cert: new Uint8Array(64), label: '' },
      at: Date.now(),
    });
    if (!created.ok) throw new Error(created.error);
    const { user, device } = created.value;
    const seated = await store.beginSession(device.id, new Uint8Array(32), Date.now());
    const name = `room-${index % rooms}`;
    const joined =
      index < rooms
        ? await store.openRoom({
            key: new Uint8Array(randomBytes(16)),
            kind: 'channel',
            name,
            maker: user.id,
            members: [],
            at: Date.now(),
          })
        : await store.joinChannel(name, user.id, Date.now());
    if (!joined.ok || !seated.ok) throw new Error('Expected a room and a session');
    made[index % rooms] = joined.value.room.id;
    people.push({
      user: user.id,
      device: device.id,
      fence: seated.value.fence,
      room: made[index % rooms] ?? 0,
      no: 0,
    });
  }
  return people;
}

function next(author: Author): Post {
  author.no += 1;
  return { ...author, gen: 0, epoch: 0, body };
}

/** One batch after the other, each of as many posts, by one author after the other. */
async function saturate(store: Store, people: readonly Author[], size: number): Promise<void> {
  let turn = 0;
  let posts = 0;
  const cpu = process.cpuUsage();
  const began = performance.now();
  while (performance.now() - began < seconds * 1000) {
    const batch: Post[] = [];
    while (batch.length < size) {
      const author = people[turn++ % people.length];
      if (author) batch.push(next(author));
    }
    for (const placed of await store.append(batch)) {
      if (!('seq' in placed)) throw new Error(JSON.stringify(placed));
    }
    posts += size;
  }
  const wall = (performance.now() - began) / 1000;
  const used = process.cpuUsage(cpu);
  const each = (used.user + used.system) / posts;
  say(
    `batch ${String(size).padStart(4)}, ${people.length} authors: ${Math.round(posts / wall)} msgs/s, ` +
      `CPU ${each.toFixed(1)} µs each (user ${(used.user / posts).toFixed(1)}, system ${(used.system / posts).toFixed(1)})`,
  );
}

/** One post at a time, with nothing else to do between them. */
async function idle(store: Store, people: readonly Author[]): Promise<void> {
  const took: number[] = [];
  for (let index = 0; index < 500 * seconds; index++) {
    const author = people[index % people.length];
    if (!author) break;
    const began = performance.now();
    await store.append([next(author)]);
    took.push(performance.now() - began);
    await new Promise((resolve) => void setTimeout(resolve, 1));
  }
  took.sort((one, other) => one - other);
  const at = (part: number): string => (took[Math.floor(took.length * part)] ?? 0).toFixed(3);
  say(`idle append: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`);
}
