import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, readFileSync, watch } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';

import { newLifetime } from '../../src/base/lifetime.ts';
import { sealedSize } from '../../src/protocol/file-size.ts';
import { newHome, type Running } from '../rig/home.ts';
import { hashOf, newLarge } from '../rig/large.ts';
import { newPorter, type Porter } from '../rig/porter.ts';
import { registered } from '../rig/served.ts';

// PYCHAT_KILLS=50 PYCHAT_FILE=1073741824 is what the promise is measured with.
const kills = Number(process.env['PYCHAT_KILLS'] ?? 1);
const size = Number(process.env['PYCHAT_FILE'] ?? 12 * 1024 * 1024) + 77;
const isPromise = kills >= 50;

test(`${kills} times kill -9 of sender, receiver and nuvem each: the file that was sent`, async (t) => {
  await using world = await newWorld(false);
  const { nuvem, sender, receiver, source } = world;

  const came = receiver.porter.got(source.name);
  await sender.porter.send(receiver.porter, source.path);
  await killed(receiver.porter, [sender, receiver, nuvem]);
  const { path, by } = await came;
  // The sender gives each byte once, the nuvem twice: to its disk and to the receiver.
  const again = [sender.wrote() - sealedSize(size), nuvem.wrote() - 2 * sealedSize(size)] as const;
  const share = (bytes: number): string => ((bytes * 100) / size).toFixed(1);
  t.diagnostic(`written again, databases counted: ${again.map(share).join(' and ')} % of the file`);

  assert.equal(by, 'nuvem');
  assert.equal(await hashOf(path), source.hash);
  assert.deepEqual(await readdir(receiver.porter.downloads), [source.name]);
  // On each of the two ways.
  if (isPromise) for (const bytes of again) assert.ok(bytes <= size / 20, `${bytes} bytes again`);
});

test(`${kills} times kill -9 of two who are near each other: the file that was sent`, async () => {
  await using world = await newWorld(true);
  const { sender, receiver, source } = world;

  const came = receiver.porter.got(source.name);
  await sender.porter.send(receiver.porter, source.path);
  await killed(receiver.porter, [sender, receiver]);
  const { path } = await came;

  assert.equal(await hashOf(path), source.hash);
  assert.deepEqual(await readdir(receiver.porter.downloads), [source.name]);
});

/** What can be killed at any moment, and goes on with what is on its disk. */
interface Mortal {
  readonly pid: () => number;
  readonly kill: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** Bytes that it gave to the system, in all its lives. */
  readonly wrote: () => number;
}

/** Each as often as it is said, in any order, wherever the file has come to. */
async function killed(receiver: Porter, mortals: readonly Mortal[]): Promise<void> {
  const victims = shuffled(mortals.flatMap((mortal) => Array<Mortal>(kills).fill(mortal)));
  const places = victims.map(() => Math.random() * size * 0.98).toSorted((a, b) => a - b);
  for (const [at, victim] of victims.entries()) {
    await reached(receiver.downloads, places[at]!);
    await victim.kill();
    await victim.start();
  }
}

/** The file in the making has so many bytes, or it is there. */
async function reached(folder: string, bytes: number): Promise<void> {
  const over = new AbortController();
  const changes = watch(folder, { signal: over.signal });
  const changed = (): Promise<unknown> => once(changes, 'change');
  try {
    for (let next = changed(); !(await hasCome(folder, bytes)); next = changed()) await next;
  } finally {
    over.abort();
  }
}

async function hasCome(folder: string, bytes: number): Promise<boolean> {
  for (const name of await readdir(folder)) {
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found && found.size >= bytes) return true;
  }
  return bytes === 0;
}

function shuffled<T>(list: readonly T[]): readonly T[] {
  return list
    .map((each) => ({ each, at: Math.random() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ each }) => each);
}

interface World extends AsyncDisposable {
  readonly nuvem: Mortal;
  readonly sender: Mortal & { readonly porter: Porter };
  readonly receiver: Mortal & { readonly porter: Porter };
  readonly source: { readonly path: string; readonly name: string; readonly hash: string };
}

async function newWorld(direct: boolean): Promise<World> {
  const life = newLifetime();
  try {
    const home = life.own(await newHome());
    let port = 0;
    let running = await serve();
    async function serve(): Promise<Running> {
      const nuvem = home.start(['serve', '--json', '--port', String(port)]);
      ({ port } = JSON.parse(await nuvem.until('ready')) as { port: number });
      return nuvem;
    }
    const nuvem = counted({
      pid: () => running.pid,
      async kill() {
        running.kill('SIGKILL');
        await running.ended;
      },
      async start() {
        running = await serve();
      },
    });
    const address = `127.0.0.1:${port}`;
    const who = async (name: string) => {
      const { root } = life.own(await registered(address, name));
      const porter = life.own(await newPorter({ address, home: root, name, direct }));
      return { ...counted(porter), porter };
    };
    const [sender, receiver] = [await who('ana'), await who('bob')];
    const path = join(home.root, 'large');
    const source = { path, name: 'large', hash: await newLarge(path, size) };
    return {
      nuvem,
      sender,
      receiver,
      source,
      [Symbol.asyncDispose]: async () => life[Symbol.asyncDispose](),
    };
  } catch (failure) {
    await life[Symbol.asyncDispose]();
    throw failure;
  }
}

/** Stopped first, so that nothing is written between looking and killing. */
function counted(mortal: Omit<Mortal, 'wrote'>): Mortal {
  let before = 0;
  return {
    ...mortal,
    async kill() {
      if (process.platform !== 'win32') process.kill(mortal.pid(), 'SIGSTOP');
      before += writtenBy(mortal.pid());
      await mortal.kill();
    },
    wrote: () => before + writtenBy(mortal.pid()),
  };
}

/** To files and sockets; 0 where the system does not say. */
function writtenBy(pid: number): number {
  const io = `/proc/${pid}/io`;
  return existsSync(io) ? Number(/^wchar: (\d+)/m.exec(readFileSync(io, 'utf8'))?.[1]) : 0;
}
