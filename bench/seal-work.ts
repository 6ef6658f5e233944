import { generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

import type { Db, Write } from '../src/client/db-port.ts';
import { openDb } from '../src/client/db/serve.ts';
import { type Pair, pairOf, signDevice } from '../src/client/keys.ts';
import type { Offered, Outcome, SealSelf } from '../src/client/seal/port.ts';
import { newPackage, packageBytes } from '../src/e2ee/package.ts';

/*
 * What sealing costs, its rows on the disk included: CPU of this process by the figure, printed as JSON. One device
 * writes and one reads, each with a database of its own; the others of the room are there and say nothing.
 * `node dist/bench/seal-work.js <devices | backlog>`.
 */
const [what = '2'] = process.argv.slice(2);
const room = 'c0'.repeat(16);
const text = Buffer.alloc(200, 'a');
const folder = mkdtempSync(join(tmpdir(), 'pychat-bench-'));
let devices = 0;

interface Person {
  readonly self: SealSelf;
  readonly key: Uint8Array;
}

function person(user: string): Person {
  const identity: Pair = pairOf(randomBytes(32));
  const { secret, public: key } = pairOf(randomBytes(32));
  devices += 1;
  const cert = signDevice(identity, user, key);
  return { self: { user, device: devices, identity: identity.public, cert, secret }, key };
}

async function offered({ self: { secret, ...claim }, key }: Person): Promise<Offered> {
  const made = await newPackage({ claim, key, secret });
  return { user: claim.user, device: claim.device, package: packageBytes(made) };
}

const open = (who: Person): Db =>
  openDb(join(folder, `${who.self.device}.db`), randomBytes(32), randomBytes, { self: who.self });

/** Milliseconds of CPU. */
async function cpu(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

async function one<T extends Outcome['of']>(
  db: Db,
  of: T,
  ...writes: readonly Write[]
): Promise<Extract<Outcome, { readonly of: T }>> {
  const found = (await db.commit(writes)).find((each) => each.of === of);
  if (!found) throw new Error(`Nothing was ${of}`);
  return found as Extract<Outcome, { readonly of: T }>;
}

const [ana, bob] = [person('ana'), person('bob')];
const [writer, reader] = [open(ana), open(bob)];
let [seq, no] = [0, 0];

const planning = (add: readonly Offered[], fresh: boolean): Write => ({
  do: 'plan',
  room,
  gen: 1,
  no: no + 1,
  fresh,
  add,
  remove: [],
});

function entry(kind: number, number: number, body: Uint8Array, id?: string): Write {
  const { user: from, device } = ana.self;
  const line = { room, kind, from, device, no: number, at: 1, body, id: id ?? 'x', seq };
  return { do: 'open', line, ...(id !== undefined && { id }) };
}

/** The writer's commit, and what it cost to make and to take. */
async function commit(add: readonly Offered[], fresh = false) {
  let made: Extract<Outcome, { readonly of: 'planned' }> | undefined;
  const plan = await cpu(
    async () => void (made = await one(writer, 'planned', planning(add, fresh))),
  );
  if (!made) throw new Error('Nothing was planned');
  seq += 1;
  no += 1;
  const taken = entry(3, no, made.wire);
  const adopt = await cpu(() => one(writer, 'changed', taken));
  return { plan, adopt, taken, welcome: made.welcome ?? new Uint8Array(), at: seq };
}

/** Lines of the writer, so many in a step: as they come back to it, and as the reader is given them. */
async function sealed(
  count: number,
  size: number,
): Promise<{ readonly own: Write[]; readonly given: Write[] }> {
  const own: Write[] = [];
  const given: Write[] = [];
  while (own.length < count) {
    const writes: Write[] = [];
    for (let n = 1; n <= size; n += 1) {
      const id = randomBytes(16).toString('hex');
      const place = { id, room, no: no + n, order: no + n, at: 1, state: 'waiting' } as const;
      writes.push({ do: 'wait', line: { ...place, seq: 0, why: '', body: text } });
      writes.push({ do: 'seal', id });
    }
    for (const outcome of await writer.commit(writes)) {
      if (outcome.of !== 'sealed') throw new Error(`It came to ${JSON.stringify(outcome)}`);
      no += 1;
      seq += 1;
      own.push(entry(0, no, outcome.wire, outcome.id));
      given.push(entry(0, no, outcome.wire));
    }
  }
  return { own, given };
}

async function inSteps(db: Db, writes: readonly Write[], size: number): Promise<void> {
  for (let at = 0; at < writes.length; at += size) {
    const outcomes = await db.commit(writes.slice(at, at + size));
    const odd = outcomes.find((each) => each.of !== 'opened' || each.suspicions.length > 0);
    if (odd) throw new Error(`It came to ${JSON.stringify(odd)}`);
  }
}

/** A room of so many, into which the reader comes last. */
async function roomOf(size: number) {
  const [{ packages }] = [await one(reader, 'offers', { do: 'offers', count: 1, last: false })];
  const { user, device } = bob.self;
  const [own] = packages;
  if (!own) throw new Error('No offer');
  const others: Offered[] = [];
  for (let n = 2; n < size; n += 1) others.push(await offered(person(`u${n}`)));
  const begin = await commit(others, true);
  const add = await commit([{ user, device, package: own }]);
  const { welcome, at } = add;
  const joined = await cpu(() =>
    one(reader, 'entered', { do: 'enter', room, gen: 1, seq: at, welcome }),
  );
  return { begin, add, join: joined, welcome: welcome.length };
}

async function figuresOf(size: number): Promise<Record<string, number>> {
  const { begin, add, join: joining, welcome } = await roomOf(size);
  // Once around before it is measured, as with every other program that runs for long.
  const warm = await sealed(400, 40);
  await inSteps(reader, warm.given, 40);
  await inSteps(writer, warm.own, 40);
  const alone = await linesIn(80, 1);
  const together = await linesIn(800, 40);
  const plain = await cpu(() => archived(80));
  const next = await commit([await offered(person('carol'))]);
  const follow = await cpu(() => one(reader, 'changed', next.taken));
  return {
    plain: plain / 80,
    seal: alone.seal,
    open: alone.open,
    echo: alone.echo,
    seal40: together.seal,
    open40: together.open,
    echo40: together.echo,
    begin: begin.plan + begin.adopt,
    add: add.plan + add.adopt,
    addAgain: next.plan + next.adopt,
    follow,
    join: joining,
    welcome: welcome / 1000,
  };
}

/** Milliseconds a line, with so many lines in a step. */
async function linesIn(count: number, size: number) {
  let lines: Awaited<ReturnType<typeof sealed>> | undefined;
  const seal = await cpu(async () => void (lines = await sealed(count, size)));
  if (!lines) throw new Error('Nothing was sealed');
  const { own, given } = lines;
  const opened = await cpu(() => inSteps(reader, given, size));
  const echo = await cpu(() => inSteps(writer, own, size));
  return { seal: seal / count, open: opened / count, echo: echo / count };
}

/** The same without sealing: what a step of one line costs anyway. */
async function archived(count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1) {
    const line = { room, kind: 0, from: 'ana', device: 1, no: n, at: 1, id: 'x', seq: 1e6 + n };
    await reader.commit([{ do: 'archive', line: { ...line, body: text }, own: false }]);
  }
}

/** One signature looked at, which is about half of opening a line: what others cost is told by it. */
async function verifying(): Promise<number> {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const signature = sign(null, text, privateKey);
  const times = 2000;
  const taken = await cpu(async () => {
    for (let n = 0; n < times; n += 1) verify(null, text, publicKey, signature);
  });
  return taken / times;
}

async function backlog(): Promise<Record<string, number>> {
  await roomOf(50);
  const given: Write[] = [];
  while (given.length < 10_000) {
    const lines = await sealed(200, 200);
    await inSteps(writer, lines.own, 200);
    given.push(...lines.given);
  }
  const taken = await cpu(() => inSteps(reader, given, 400));
  const each = taken / given.length;
  return { perSecond: 1000 / each, verifies: each / (await verifying()) };
}

try {
  const figures = what === 'backlog' ? await backlog() : await figuresOf(Number(what));
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} finally {
  await writer[Symbol.asyncDispose]();
  await reader[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
}
