import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { dialLocal, listenLocal } from '../../src/net/local.ts';
import { lockFolder } from '../../src/net/lock.ts';
import type { Line } from '../../src/protocol/line.ts';
import { endOf, frame } from '../rig/pair.ts';

const windows = process.platform === 'win32';

async function newFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'pychat-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

for (const guarded of [false, true])
  test(`a local line carries frames both ways${guarded ? ', behind a token' : ''}`, async () => {
    await using folder = await newFolder();
    const lock = await lockFolder(folder.path);
    assert(lock.ok);
    let accept: (line: Line) => void = () => {};
    const accepted = new Promise<Line>((resolve) => (accept = resolve));
    await using _ = await listenLocal(lock.value, 'control', (line) => accept(line), guarded);

    const dialled = await dialLocal(folder.path, 'control', guarded);
    assert(dialled.ok);
    const caller = endOf(dialled.value);
    const owner = endOf(await accepted);
    caller.line.send(frame(Buffer.from('who is there')));
    owner.line.send(frame(Buffer.from('your own')));

    assert.equal(String(await owner.next()), 'who is there');
    assert.equal(String(await caller.next()), 'your own');
    if (!windows) {
      const { mode } = await stat(join(folder.path, 'control.sock'));
      assert.equal(mode & 0o777, 0o600);
    }
    await lock.value[Symbol.asyncDispose]();
  });
