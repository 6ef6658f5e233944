import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';

import { type LockKind, lockFolder } from '../../src/net/lock.ts';
import { newFolder } from '../rig/folder.ts';

const script = join(import.meta.dirname, '../rig/locks.js');
const kinds: readonly LockKind[] = process.platform === 'linux' ? ['listened', 'probed'] : [];

/** Another process that tries to take the lock; resolves to what it says. */
async function other(folder: string, kind: LockKind): Promise<[ChildProcess, string]> {
  const child = spawn(process.execPath, [script, folder, kind], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = (await once(child.stdout, 'data')) as [Buffer];
  return [child, String(said).trim()];
}

test('a folder is locked once, until it is released', async () => {
  await using folder = await newFolder();
  const first = await lockFolder(folder.path);
  assert(first.ok);

  assert.deepEqual(await lockFolder(folder.path), { ok: false, error: 'held' });
  await first.value[Symbol.asyncDispose]();
  const again = await lockFolder(folder.path);

  assert(again.ok);
  await again.value[Symbol.asyncDispose]();
});

test('two folders have two locks, and another name of a folder has the same', async () => {
  await using folder = await newFolder();
  const [one, two, link] = ['one', 'two', 'link'].map((name) => join(folder.path, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(one);
  await mkdir(two);
  await symlink(one, link, 'junction');

  const first = await lockFolder(one);
  const second = await lockFolder(two);
  const third = await lockFolder(link);

  assert(first.ok && second.ok && !third.ok);
  await first.value[Symbol.asyncDispose]();
  await second.value[Symbol.asyncDispose]();
});

for (const kind of kinds)
  test(`a lock is free again when its owner was killed (${kind})`, async (t) => {
    await using folder = await newFolder();
    const [owner, said] = await other(folder.path, kind);
    t.after(() => owner.kill('SIGKILL'));
    assert.equal(said, 'owner');
    assert.deepEqual(await lockFolder(folder.path, kind), { ok: false, error: 'held' });

    owner.kill('SIGKILL');
    await once(owner, 'exit');

    const lock = await lockFolder(folder.path, kind);
    assert(lock.ok);
    const [, late] = await other(folder.path, kind);
    assert.equal(late, 'held');
    await lock.value[Symbol.asyncDispose]();
  });

for (const kind of kinds)
  test(`of many that come at once exactly one gets the lock (${kind})`, async () => {
    await using folder = await newFolder();

    const locks = await Promise.all(
      Array.from({ length: 20 }, () => lockFolder(folder.path, kind)),
    );

    assert.equal(locks.filter(({ ok }) => ok).length, 1);
    for (const lock of locks) if (lock.ok) await lock.value[Symbol.asyncDispose]();
  });
