import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { appendFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';

import { realClock } from '../../src/base/clock.ts';
import type { Carrier, Job, Told } from '../../src/client/files/carrier-port.ts';
import { newCarrier } from '../../src/files/carrier.ts';
import type { MayServe } from '../../src/files/direct-reception.ts';
import { newDirect } from '../../src/files/direct.ts';
import type { Direct } from '../../src/files/flow.ts';
import { chunksIn, chunkSize } from '../../src/protocol/file-size.ts';
import { type Reason, Trouble } from '../../src/words/reason.ts';
import { type Folder, newFolder } from '../rig/folder.ts';
import { id, key, noise } from './rig/made.ts';
import { newRelay, type Relay, tokenOf } from './rig/relay.ts';

const file = id.toString('hex');
const size = 20 * chunkSize + 77;

test('a file goes through the nuvem, and comes as it was', async () => {
  await using rig = await newRig();
  const { plain, job } = await rig.offered(size);
  rig.sender.start(job);
  assert.deepEqual(await rig.sent('done'), { id: file, told: 'done', path: job.path });

  rig.receiver.start(rig.wanted(size));
  const done = await rig.came('done');
  assert.ok(done.told === 'done');
  assert.deepEqual(await readFile(done.path), plain);
  assert.equal(rig.relay.received(), 21);
});

test('what somebody sends is fetched while it is sent', async () => {
  await using rig = await newRig();
  const { plain, job } = await rig.offered(size);
  rig.receiver.start(rig.wanted(size));
  rig.sender.start(job);
  const done = await rig.came('done');
  assert.ok(done.told === 'done');
  assert.deepEqual(await readFile(done.path), plain);
});

test('over a connection that breaks again and again it goes on where it was, and nothing goes twice', async () => {
  await using rig = await newRig();
  const { plain, job } = await rig.offered(size);
  rig.relay.cutAfter(3);
  rig.receiver.start(rig.wanted(size));
  rig.sender.start(job);
  const done = await rig.came('done');
  assert.ok(done.told === 'done');
  assert.deepEqual(await readFile(done.path), plain);
  assert.equal(rig.relay.received(), 21);
});

test('a stopped file is told of no more, and goes on when it is started again', async () => {
  await using rig = await newRig();
  const { job } = await rig.offered(size);
  rig.relay.cutAfter(5);
  rig.sender.start(job);
  await rig.sent('waiting');
  await rig.sender.stop(file);
  const told = rig.toldOfSender().length;
  const kept = rig.relay.received();
  assert.ok(kept > 0 && kept < 21);
  rig.relay.cutAfter(100);
  assert.equal(rig.toldOfSender().length, told);

  rig.sender.start(job);
  await rig.sent('done');
  assert.equal(rig.relay.received(), 21);
});

test('a file that is another one by now is not sent on', async () => {
  await using rig = await newRig();
  const { job } = await rig.offered(size);
  rig.relay.cutAfter(5);
  rig.sender.start(job);
  await rig.sent('waiting');
  await rig.sender.stop(file);
  await appendFile(job.path, 'more');

  rig.sender.start(job);
  await rig.sent('changed');
  assert.ok(rig.relay.received() < 21);
});

test('a file with other bytes, but size, time and place as before, is noticed by its last chunks', async () => {
  await using rig = await newRig();
  const { job, plain } = await rig.offered(size);
  rig.relay.cutAfter(5);
  rig.sender.start(job);
  await rig.sent('waiting');
  await rig.sender.stop(file);
  const other = Buffer.from(plain);
  other[chunkSize]! ^= 1;
  await writeFile(job.path, other);
  const { stamp } = await rig.sender.look(job.path);
  const record = join(rig.folder.path, 'sender', `${file}.out`);
  await writeFile(record, patched(await readFile(record), job.stamp, stamp));

  rig.sender.start({ ...job, stamp });
  await rig.sent('changed');
});

test('a file that goes away while it is sent fails with a sentence', async () => {
  await using rig = await newRig();
  const { job } = await rig.offered(size);
  await rm(job.path);
  rig.sender.start(job);
  const failed = await rig.sent('failed');
  assert.deepEqual(failed.told === 'failed' && failed.reason, ['file-missing', job.path]);
});

test('a chunk that is damaged on the nuvem is fetched no further, and nothing has the name of the file', async () => {
  await using rig = await newRig();
  const { job } = await rig.offered(size);
  rig.sender.start(job);
  await rig.sent('done');
  rig.relay.chunks(file)[7]![1000]! ^= 1;

  rig.receiver.start(rig.wanted(size));
  const failed = await rig.came('failed');
  assert.deepEqual(failed.told === 'failed' && failed.reason, ['file-damaged', 'photo.jpg']);
  await rig.receiver.forget(file);
  assert.deepEqual(await readdir(join(rig.folder.path, 'to')), []);
  assert.deepEqual(await readdir(join(rig.folder.path, 'receiver')), []);
});

test('a nuvem that is full, or has no more of it, is waited for, and told of', async () => {
  await using rig = await newRig();
  const { job } = await rig.offered(size);
  rig.relay.instead({ type: 'wait', why: 'full' });
  rig.sender.start(job);
  const full = await rig.sent('waiting');
  assert.deepEqual(full.told === 'waiting' && full.reason, ['file-nuvem-full']);
  rig.relay.instead(undefined);
  rig.relay.cut();
  await rig.sent('done');
});

test('a disk that is full is told of, and it goes on by itself when there is room', async (t) => {
  await using rig = await newRig();
  const to = join(rig.folder.path, 'to');
  await mkdir(to);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', to]).status !== 0)
    return t.skip('nothing can be mounted here');
  try {
    const { plain, job } = await rig.offered(size);
    const ballast = join(to, 'ballast');
    await writeFile(ballast, Buffer.alloc(3_000_000));
    rig.receiver.start(rig.wanted(size));
    rig.sender.start(job);
    const full = await rig.came('waiting');
    assert.deepEqual(full.told === 'waiting' && full.reason, ['file-disk-full', `${to}/`]);
    await rm(ballast);
    const done = await rig.came('done');
    assert.ok(done.told === 'done');
    assert.deepEqual(await readFile(done.path), plain);
  } finally {
    await rig.receiver.stop(file);
    spawnSync('umount', [to]);
  }
});

/** A machine that has no network, so that it finds itself. */
const near = (mayServe?: MayServe): Direct =>
  newDirect({
    host: '127.0.0.1',
    patienceMs: 60_000,
    interfaces: () => ({
      lo: [
        { address: '127.0.0.1', netmask: '', mac: '', internal: true, cidr: null, family: 'IPv4' },
      ],
    }),
    ...(mayServe && { mayServe }),
  });

test('what the only one who is to have it has fetched from its sender goes through no nuvem', async () => {
  await using rig = await newRig({ direct: () => near(() => 'only') });
  const { plain, job } = await rig.offered(size);
  rig.relay.instead({ type: 'wait', why: 'full' });
  rig.sender.start({ ...job, direct: true });
  await rig.sent('waiting');

  rig.receiver.start({ ...rig.wanted(size), direct: await rig.sender.candidates() });
  const done = await rig.came('done');
  assert.ok(done.told === 'done');
  assert.deepEqual(await readFile(done.path), plain);
  await rig.sent('done');
  assert.equal(rig.relay.chunks(file).length, 0);
});

test('while one of several fetches it from its sender, the nuvem gets it for the others', async () => {
  await using rig = await newRig({ direct: () => near(() => 'yes') });
  const large = 32 * chunkSize;
  const { job } = await rig.offered(large);
  rig.relay.instead({ type: 'wait', why: 'full' });
  rig.sender.start({ ...job, direct: true });
  await rig.sent('waiting');
  await using other = near();
  const asked = {
    id: Buffer.from(file, 'hex'),
    key,
    device: 7,
    size: large,
    from: 0,
    signal: new AbortController().signal,
    waits() {},
  };
  // Somebody who takes one chunk, and then no more.
  await using inflow = await other.reach(asked, await rig.sender.candidates());
  assert.ok(await inflow?.next());

  rig.relay.instead(undefined);
  rig.relay.cut();
  await rig.sent('done');
  assert.equal(rig.relay.chunks(file).length, chunksIn(large));
});

test('a disk that others fill while a file comes is told of, and what came is kept', async (t) => {
  await using rig = await newRig();
  const to = join(rig.folder.path, 'to');
  await mkdir(to);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', to]).status !== 0)
    return t.skip('nothing can be mounted here');
  try {
    const { plain, job } = await rig.offered(size);
    // There is room when it begins, and nothing to fetch yet.
    rig.receiver.start(rig.wanted(size));
    assert.deepEqual((await rig.came('waiting')).told, 'waiting');
    const ballast = join(to, 'ballast');
    await writeFile(ballast, Buffer.alloc(3_000_000));
    rig.sender.start(job);
    await untilReason(() => rig.came('waiting'), ['file-disk-full', `${to}/`]);
    await rm(ballast);
    const done = await rig.came('done');
    assert.ok(done.told === 'done');
    assert.deepEqual(await readFile(done.path), plain);
  } finally {
    await rig.receiver.stop(file);
    spawnSync('umount', [to]);
  }
});

async function untilReason(next: () => Promise<Told>, reason: Reason): Promise<void> {
  for (;;) {
    const told = await next();
    if (told.told === 'waiting' && isDeepStrictEqual(told.reason, reason)) return;
  }
}

test('who may not have it is told why', async () => {
  await using rig = await newRig();
  rig.refuse(new Trouble(['refused', 'no-file']));
  rig.receiver.start(rig.wanted(size));
  const failed = await rig.came('failed');
  assert.deepEqual(failed.told === 'failed' && failed.reason, ['refused', 'no-file']);
});

test('more files than may move at once have each its turn, and go over a few connections', async () => {
  await using rig = await newRig();
  const jobs = await Promise.all(
    Array.from({ length: 12 }, async (_, nth) => {
      const { job } = await rig.offered(nth * 1000, `file ${nth}`);
      return { ...job, id: file.replace(/^../, nth.toString(16).padStart(2, '0')) };
    }),
  );
  for (const job of jobs) rig.sender.start(job);
  for (const job of jobs) await rig.sent('done', job.id);
  assert.ok(rig.relay.visits() <= 2, `${rig.relay.visits()} connections`);
});

test('a connection that the nuvem ended meanwhile is not used again', async () => {
  await using rig = await newRig();
  const { job } = await rig.offered(size);
  rig.sender.start(job);
  await rig.sent('done');
  rig.relay.cut();

  rig.receiver.start(rig.wanted(size));
  await rig.came('done');
  const again = '77'.repeat(16);
  rig.sender.start({ ...job, id: again });
  await rig.sent('done', again);
});

test('those whose senders are away keep nobody from what is there', async () => {
  await using rig = await newRig();
  const { job } = await rig.offered(size);
  rig.sender.start(job);
  await rig.sent('done');
  const away = ['a1', 'a2', 'a3', 'a4'].map((start) => file.replace(/^../, start));
  for (const one of away) rig.receiver.start({ ...rig.wanted(size), id: one });

  rig.receiver.start(rig.wanted(size));
  const done = await rig.came('done');
  assert.equal(done.id, file);
});

test('what is forgotten leaves nothing behind', async () => {
  await using rig = await newRig();
  const { job } = await rig.offered(size);
  rig.relay.cutAfter(5);
  rig.receiver.start(rig.wanted(size));
  rig.sender.start(job);
  await rig.came('moving');
  await rig.receiver.forget(file);
  await rig.sender.forget(file);
  for (const folder of ['to', 'sender', 'receiver'])
    assert.deepEqual(await readdir(join(rig.folder.path, folder)), [], folder);
});

interface Rig extends AsyncDisposable {
  readonly folder: Folder;
  readonly relay: Relay;
  readonly sender: Carrier;
  readonly receiver: Carrier;
  readonly offered: (
    size: number,
    name?: string,
  ) => Promise<{ readonly plain: Buffer; readonly job: Job & { readonly way: 'out' } }>;
  readonly wanted: (size: number) => Job & { readonly way: 'in' };
  readonly sent: (told: Told['told'], id?: string) => Promise<Told>;
  readonly came: (told: Told['told']) => Promise<Told>;
  readonly toldOfSender: () => readonly Told[];
  readonly refuse: (trouble: Trouble) => void;
}

async function newRig({ direct }: { readonly direct?: () => Direct } = {}): Promise<Rig> {
  const folder = await newFolder();
  const relay = await newRelay();
  let refusal: Trouble | undefined;
  const out = newEars();
  const into = newEars();
  const carrier = (state: string, ears: Ears): Promise<Carrier> =>
    newCarrier({
      host: {
        told: ears.hear,
        mayServe: () => Promise.resolve('no'),
        token: async (of, how) => {
          if (refusal) throw refusal;
          const token = tokenOf(of, how, sizes.get(of) ?? size);
          return { token, kept: relay.chunks(of).length, addresses: [], nuvem: '' };
        },
      },
      state: join(folder.path, state),
      dial: relay.dial,
      direct: direct?.(),
      clock: realClock,
      random: () => 0,
    });
  const sizes = new Map<string, number>();
  const sender = await carrier('sender', out);
  const receiver = await carrier('receiver', into);
  return {
    folder,
    relay,
    sender,
    receiver,
    async offered(of, name = 'source') {
      const plain = noise(of);
      const path = join(folder.path, name);
      await writeFile(path, plain);
      const { stamp } = await sender.look(path);
      sizes.set(file, of);
      const job = {
        way: 'out',
        id: file,
        key: key.toString('hex'),
        path,
        size: of,
        stamp,
      } as const;
      return { plain, job: { ...job, direct: false } };
    },
    wanted: (of) => ({
      way: 'in',
      id: file,
      key: key.toString('hex'),
      to: `${join(folder.path, 'to')}/`,
      name: 'photo.jpg',
      size: of,
      direct: [],
      device: 7,
    }),
    sent: (told, of = file) => out.wait(told, of),
    came: (told) => into.wait(told, file),
    toldOfSender: () => out.all,
    refuse: (trouble) => void (refusal = trouble),
    async [Symbol.asyncDispose]() {
      await sender[Symbol.asyncDispose]();
      await receiver[Symbol.asyncDispose]();
      await relay[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

interface Ears {
  readonly all: Told[];
  readonly hear: (told: Told) => void;
  /** The next one of this kind that nobody waited for yet; another end of the file is a failure. */
  readonly wait: (kind: Told['told'], of: string) => Promise<Told>;
}

function newEars(): Ears {
  const all: Told[] = [];
  const fresh: Told[] = [];
  let wake = (): void => {};
  return {
    all,
    hear(told) {
      all.push(told);
      fresh.push(told);
      wake();
    },
    async wait(kind, of) {
      for (;;) {
        const place = fresh.findIndex((told) => told.id === of && told.told === kind);
        if (place >= 0) return fresh.splice(place, 1)[0]!;
        const end = fresh.find((told) => told.id === of && isEnd(told));
        assert.equal(end, undefined);
        await new Promise<void>((resolve) => void (wake = resolve));
      }
    },
  };
}

const isEnd = ({ told }: Told): boolean =>
  told === 'done' || told === 'failed' || told === 'changed';

/** What is known of it says the other stamp. */
function patched(record: Buffer, from: string, to: string): Buffer {
  const length = record.readUInt32BE();
  const about = record.toString('utf8', 4, 4 + length).replace(from, to);
  record.writeUInt32BE(Buffer.byteLength(about));
  record.write(about, 4);
  return record;
}
