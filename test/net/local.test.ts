import assert from 'node:assert/strict';
import { mkdir, readdir, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';

import { dialLocal, listenLocal } from '../../src/net/local.ts';
import { lockFolder } from '../../src/net/lock.ts';
import type { Line } from '../../src/protocol/line.ts';
import { newFolder } from '../rig/folder.ts';
import { endOf, frame } from '../rig/pair.ts';

const unix = { skip: process.platform === 'win32' };

interface Owner extends AsyncDisposable {
  /** The first line that comes in. */
  readonly accepted: Promise<Line>;
}

async function newOwner(folder: string, guarded?: boolean): Promise<Owner> {
  const lock = await lockFolder(folder);
  assert(lock.ok);
  let accept: (line: Line) => void = () => {};
  const accepted = new Promise<Line>((resolve) => (accept = resolve));
  const listener = await listenLocal(lock.value, 'control', (line) => accept(line), guarded);
  return {
    accepted,
    async [Symbol.asyncDispose]() {
      await listener[Symbol.asyncDispose]();
      await lock.value[Symbol.asyncDispose]();
    },
  };
}

async function assertTalks(folder: string, owner: Owner, guarded?: boolean): Promise<void> {
  const dialled = await dialLocal(folder, 'control', guarded);
  assert(dialled.ok, JSON.stringify(dialled));
  const caller = endOf(dialled.value);
  const end = endOf(await owner.accepted);
  caller.line.send(frame(Buffer.from('who is there')));
  end.line.send(frame(Buffer.from('your own')));
  assert.equal(String(await end.next()), 'who is there');
  assert.equal(String(await caller.next()), 'your own');
}

for (const guarded of [false, true])
  test(`a local line carries frames both ways${guarded ? ', behind a token' : ''}`, async () => {
    await using folder = await newFolder();
    await using owner = await newOwner(folder.path, guarded);

    await assertTalks(folder.path, owner, guarded);
  });

test('the socket and the token are for their user only', unix, async () => {
  await using folder = await newFolder();
  await using _ = await newOwner(folder.path, true);

  for (const name of ['control.sock', 'control.token']) {
    const { mode } = await stat(join(folder.path, name));
    assert.equal(mode & 0o777, 0o600, name);
  }
  assert.deepEqual((await readdir(folder.path)).toSorted(), ['control.sock', 'control.token']);
});

test('where nobody listens the other side is absent', async () => {
  await using folder = await newFolder();

  assert.deepEqual(await dialLocal(folder.path, 'control'), { ok: false, error: 'absent' });
  assert.deepEqual(await dialLocal(join(folder.path, 'no'), 'control'), {
    ok: false,
    error: 'absent',
  });
});

test('after the owner ended its socket is gone and the next owner can listen', unix, async () => {
  await using folder = await newFolder();
  const first = await newOwner(folder.path);
  const dialled = await dialLocal(folder.path, 'control');
  assert(dialled.ok);
  const caller = endOf(dialled.value);

  await first[Symbol.asyncDispose]();

  await caller.ended;
  assert.deepEqual(await readdir(folder.path), []);
  await using second = await newOwner(folder.path);
  await assertTalks(folder.path, second);
});

test(
  'a socket that an owner left behind is absent, and replaced by the next one',
  unix,
  async () => {
    await using folder = await newFolder();
    await leaveBehind(join(folder.path, 'control.sock'));
    assert.deepEqual(await dialLocal(folder.path, 'control'), { ok: false, error: 'absent' });

    await using owner = await newOwner(folder.path);

    await assertTalks(folder.path, owner);
  },
);

test('a folder with a path too long for a socket works all the same', unix, async () => {
  await using folder = await newFolder();
  const deep = join(folder.path, 'a-rather-long-name'.repeat(8));
  await mkdir(deep);
  await using owner = await newOwner(deep);

  await assertTalks(deep, owner);
  assert.deepEqual(await readdir(deep), []);
});

test('one who does not know the token gets no line, on either side', unix, async () => {
  await using folder = await newFolder();
  await using owner = await newOwner(folder.path, true);
  let lines = 0;
  void owner.accepted.then(() => (lines += 1));

  const liar = createConnection(join(folder.path, 'control.sock'));
  liar.on('error', () => {}).resume();
  liar.write(Buffer.alloc(64, 7));
  await new Promise((resolve) => liar.on('close', resolve));
  assert.equal(lines, 0);

  await unlink(join(folder.path, 'control.token'));
  await writeFile(join(folder.path, 'control.token'), Buffer.alloc(32, 1));
  assert.deepEqual(await dialLocal(folder.path, 'control', true), { ok: false, error: 'denied' });
  assert.equal(lines, 0);
});

test('a caller that proves itself is not taken in by a listener that does not', unix, async () => {
  await using folder = await newFolder();
  await writeFile(join(folder.path, 'control.token'), Buffer.alloc(32, 1));
  const heard: Buffer[] = [];
  const impostor = createServer((socket) => {
    socket.on('error', () => {}).on('data', (chunk: Buffer) => void heard.push(chunk));
    socket.write(Buffer.alloc(64, 9));
  });
  await new Promise<void>((resolve) => {
    impostor.listen(join(folder.path, 'control.sock'), resolve);
  });

  assert.deepEqual(await dialLocal(folder.path, 'control', true), { ok: false, error: 'denied' });

  assert(!Buffer.concat(heard).includes(Buffer.alloc(32, 1)), 'the token was shown');
  await new Promise((resolve) => impostor.close(resolve));
});

/** A socket file that nobody listens at, as after kill -9. */
async function leaveBehind(path: string): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(`${path}.new`, resolve));
  await rename(`${path}.new`, path);
  await new Promise((resolve) => server.close(resolve));
}
