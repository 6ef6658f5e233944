import assert from 'node:assert/strict';
import { setMaxListeners } from 'node:events';
import process from 'node:process';
import { test } from 'node:test';

import type { LineRow } from '../../src/client/port.ts';
import { type Dweller, newDweller } from '../rig/dweller.ts';
import { newHome, type Running } from '../rig/home.ts';
import { newLedger } from '../rig/ledger.ts';

// PYCHAT_KILLS=200 is what the promise is measured with; a few are enough to see it broken.
const kills = Number(process.env['PYCHAT_KILLS'] ?? 8);
const people = 20;
/** Each says this many lines a second. */
const rate = 50;
const room = '#lobby';

test(`${kills} times kill -9 of the nuvem: nothing acknowledged is lost, doubled or moved`, async (t) => {
  await using home = await newHome();
  const limits = ['--limits', 'posts=1000,burst=1000,bytes=10000000'];
  const serve = (port: number): Running =>
    home.start(['serve', '--json', '--port', String(port), ...limits]);
  const readyPort = async (nuvem: Running): Promise<number> =>
    (JSON.parse(await nuvem.until('ready')) as { port: number }).port;
  let nuvem = serve(0);
  const port = await readyPort(nuvem);
  await using stack = newStack();
  const dwellers: Dweller[] = [];
  for (let n = 0; n < people; n += 1)
    dwellers.push(stack.own(await newDweller(`127.0.0.1:${port}`, `p${n}`)));
  const ledger = newLedger();
  const first = newFirst();
  const load = new AbortController();
  setMaxListeners(0, load.signal);
  const talking = dwellers.map((dweller, n) =>
    talk(dweller, n, load.signal, (to, text) => {
      ledger.acknowledged(to, dweller.name, text);
      first.heard(ledger.count());
    }),
  );

  for (let kill = 0; kill < kills; kill += 1) {
    await first.reached(ledger.count() + 1 + Math.floor(Math.random() * 400));
    await due(performance.now() + Math.random() * 20, load.signal);
    nuvem.kill('SIGKILL');
    await nuvem.ended;
    const before = ledger.count();
    nuvem = serve(port);
    await readyPort(nuvem);
    const ready = performance.now();
    await first.reached(before + 1);
    first.took(performance.now() - ready);
  }
  load.abort();
  await Promise.all(talking);

  const faults: string[] = [];
  const total = ledger.count();
  for (const dweller of dwellers) {
    await caughtUp(dweller);
    faults.push(...ledger.faults(dweller.name, room, await dweller.lines(room)));
    faults.push(...ledger.faults(dweller.name, room, shownIn(dweller, room)));
  }
  for (let n = 0; n < people; n += 2) {
    const [one, other] = [dwellers[n]!, dwellers[n + 1]!];
    // The same room is `@p1` to one and `@p0` to the other: both directions lie in the ledger under `pair`.
    faults.push(...ledger.faults(one.name, pair(n), await one.lines(`@${other.name}`)));
    faults.push(...ledger.faults(other.name, pair(n), await other.lines(`@${one.name}`)));
    faults.push(...ledger.faults(one.name, pair(n), shownIn(one, `@${other.name}`)));
    faults.push(...ledger.faults(other.name, pair(n), shownIn(other, `@${one.name}`)));
  }
  t.diagnostic(`${total} lines acknowledged, first one after a restart: ${first.summary()}`);
  assert.deepEqual(faults.slice(0, 10), []);
  assert.ok(total > kills);
});

/** Talks at the rate, most of it in pairs and some of it to everybody, with several lines on their way at once. */
async function talk(
  { name, say }: Dweller,
  n: number,
  signal: AbortSignal,
  acknowledged: (room: string, text: string) => void,
): Promise<void> {
  const other = `@p${n % 2 === 0 ? n + 1 : n - 1}`;
  const numbers = { [room]: 0, [pair(n)]: 0 };
  const under = new Set<Promise<void>>();
  const began = performance.now();
  for (let count = 0; !signal.aborted; count += 1) {
    const to = count % 10 === 0 ? room : pair(n);
    numbers[to]! += 1;
    const text = `${name} ${numbers[to]}`;
    const line = say(to === room ? room : other, text).then(() => acknowledged(to, text));
    under.add(line);
    void line.finally(() => under.delete(line));
    if (under.size >= 32) await Promise.race(under);
    await due(began + (count * 1000) / rate, signal);
  }
  await Promise.all(under);
}

const shownIn = ({ shown }: Dweller, to: string): readonly LineRow[] =>
  shown.filter((line) => line.room === to);

const pair = (n: number): string => `pair ${n >> 1}`;

/** The rate of the load and the instant of a kill: the only things here that are measured in time. */
async function due(at: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = newPromise();
  const timer = setTimeout(resolve, Math.max(0, at - performance.now()));
  signal.addEventListener('abort', resolve, { once: true });
  await promise;
  clearTimeout(timer);
  signal.removeEventListener('abort', resolve);
}

function newPromise(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => {};
  const promise = new Promise<void>((done) => void (resolve = done));
  return { promise, resolve };
}

/** A device has everything when its archive holds the head of each of its rooms. */
async function caughtUp({ client }: Dweller): Promise<void> {
  for (;;) {
    // Answered by the nuvem on the same line, behind all that was stored before: now the heads are true.
    await client.ask({ kind: 'members', room });
    const rooms = await client.ask({ kind: 'rooms' });
    const behind: string[] = [];
    for (const { to, head } of rooms) {
      const [last] = await client.ask({ kind: 'lines', room: to, before: head + 1, limit: 1 });
      if (head > 0 && last?.seq !== head) behind.push(to);
    }
    if (behind.length === 0) return;
  }
}

function newFirst() {
  const times: number[] = [];
  let wanted = Infinity;
  let tell: () => void = () => {};
  return {
    heard(count: number) {
      if (count >= wanted) tell();
    },
    async reached(count: number) {
      const { promise, resolve } = newPromise();
      wanted = count;
      tell = resolve;
      await promise;
      wanted = Infinity;
    },
    took: (ms: number) => void times.push(ms),
    summary() {
      const sorted = times.toSorted((a, b) => a - b);
      const at = (share: number): string =>
        (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(0);
      return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, most ${at(1)} ms after its ready line`;
    },
  };
}

function newStack() {
  const owned: AsyncDisposable[] = [];
  return {
    own<T extends AsyncDisposable>(thing: T): T {
      owned.push(thing);
      return thing;
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(owned.map((thing) => thing[Symbol.asyncDispose]()));
    },
  };
}
