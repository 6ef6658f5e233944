import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cp,
  link,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';

import { type Download, openDownload } from '../../src/files/download.ts';
import { land } from '../../src/files/land.ts';
import { openLeaves } from '../../src/files/leaves.ts';
import { chunkSize } from '../../src/protocol/file-size.ts';
import { type Folder, newFolder } from '../rig/folder.ts';
import { id, key, noise, sealedFile } from './rig/made.ts';

const name = 'photo.jpg';

for (const size of [0, 1, chunkSize - 1, chunkSize, chunkSize + 1, 3 * chunkSize])
  test(`a file of ${size} bytes comes as it was`, async () => {
    await using folder = await newFolder();
    const plain = noise(size);
    const chunks = await sealedOf(folder, plain);

    assert.equal(await fetched(folder, size, chunks), at(folder, name));
    assert.deepEqual(await readFile(at(folder, name)), plain);
    assert.deepEqual(await readdir(at(folder, '')), [name]);
  });

test('a file that comes in can be run by nobody, and be read by its owner alone', async () => {
  await using folder = await newFolder();
  const chunks = await sealedOf(folder, noise(10));
  const path = await fetched(folder, 10, chunks);
  assert.equal((await stat(path!)).mode & 0o777, 0o600);
});

test('what somebody put where the file is made is not written to', async (t) => {
  if (process.platform === 'win32') return t.skip('there are no such things');
  await using folder = await newFolder();
  const plain = noise(chunkSize + 5);
  const chunks = await sealedOf(folder, plain);
  await mkdir(at(folder, ''));
  const [part, precious] = [at(folder, `.${id.toString('hex')}.part`), at(folder, 'precious')];
  await writeFile(precious, 'mine');

  spawnSync('mkfifo', [part]);
  assert.equal(await fetched(folder, plain.length, chunks), at(folder, name));
  await link(precious, part);
  await rm(join(folder.path, 'state'), { recursive: true });
  await mkdir(join(folder.path, 'state'));
  assert.equal(await fetched(folder, plain.length, chunks), at(folder, 'photo (2).jpg'));
  await symlink(precious, part);
  await rm(join(folder.path, 'state'), { recursive: true });
  await mkdir(join(folder.path, 'state'));
  await assert.rejects(fetched(folder, plain.length, chunks), { code: 'ELOOP' });

  for (const file of [name, 'photo (2).jpg'])
    assert.deepEqual(await readFile(at(folder, file)), plain);
  assert.equal(await readFile(precious, 'utf8'), 'mine');
});

test('a byte that is changed anywhere is noticed, and nothing has the name of the file', async () => {
  await using folder = await newFolder();
  const size = 2 * chunkSize + 5;
  const chunks = await sealedOf(folder, noise(size));
  for (const [index, whole] of chunks.entries())
    for (const place of [0, 15, 16, whole.length >> 1, whole.length - 17, whole.length - 1]) {
      const download = await begun(folder, size);
      for (const chunk of chunks.slice(download.next(), index)) await download.take(chunk);
      const other = Buffer.from(whole);
      other[place]! ^= 1;
      assert.equal(await download.take(other), 'damaged', `${index} ${place}`);
      await download[Symbol.asyncDispose]();
      assert.deepEqual(
        (await readdir(at(folder, ''))).filter((file) => !file.endsWith('.part')),
        [],
      );
    }
});

test('a chunk at another place, a chunk again, one of another length and a missing last one are noticed', async () => {
  await using folder = await newFolder();
  const size = 3 * chunkSize;
  const chunks = await sealedOf(folder, noise(size));
  await using download = await begun(folder, size);

  assert.equal(await download.take(chunks[1]!), 'damaged');
  assert.equal(await download.take(chunks[0]!), 'more');
  assert.equal(await download.take(chunks[0]!), 'damaged');
  assert.equal(await download.take(chunks[2]!), 'damaged');
  assert.equal(await download.take(chunks[1]!.subarray(1)), 'damaged');
  assert.equal(await download.take(Buffer.concat([chunks[1]!, Buffer.of(0)])), 'damaged');
  assert.equal(await download.take(chunks[1]!), 'more');
  await assert.rejects(download.finish());
  assert.equal(await download.take(chunks[2]!), 'whole');
  assert.equal(await download.take(chunks[2]!), 'damaged');
});

test('of chunks that are not all of one file nothing is kept', async () => {
  await using folder = await newFolder();
  const size = chunkSize + 1;
  const one = await sealedOf(folder, noise(size, 1));
  await using second = await newFolder();
  const other = await sealedOf(second, noise(size, 2));

  assert.equal(await fetched(folder, size, [one[0]!, other[1]!]), undefined);
  assert.deepEqual(await readdir(at(folder, '')), []);
  assert.deepEqual(await readdir(join(folder.path, 'state')), ['sent']);
});

test('it goes on from the last chunk that is sound', async () => {
  await using folder = await newFolder();
  const size = 5 * chunkSize;
  const plain = noise(size);
  const chunks = await sealedOf(folder, plain);
  const first = await begun(folder, size);
  for (const chunk of chunks.slice(0, 4)) await first.take(chunk);
  await first[Symbol.asyncDispose]();

  const part = at(folder, `.${id.toString('hex')}.part`);
  const bytes = await readFile(part);
  assert.equal(bytes.length, 4 * chunkSize);
  bytes[2 * chunkSize + 7]! ^= 1;
  await writeFile(part, bytes);

  await using second = await begun(folder, size);
  assert.equal(second.next(), 2);
  for (const chunk of chunks.slice(2)) await second.take(chunk);
  assert.equal(await second.finish(), at(folder, name));
  assert.deepEqual(await readFile(at(folder, name)), plain);
});

test('a file that was finished is finished when it is asked for again', async () => {
  await using folder = await newFolder();
  const chunks = await sealedOf(folder, noise(10));
  await fetched(folder, 10, chunks);

  const again = await openDownload(job(folder, 10), options(folder));
  assert.deepEqual(again, { path: at(folder, name) });
});

test('killed at any moment, with any of its last writes lost, it goes on and ends well', async () => {
  await using folder = await newFolder();
  const size = 4 * chunkSize + 100;
  const plain = noise(size);
  const chunks = await sealedOf(folder, plain);
  const states: string[] = [];
  const copy = async (): Promise<void> => {
    const into = join(folder.path, `copy ${states.length}`);
    await cp(at(folder, ''), join(into, 'to'), { recursive: true });
    await cp(join(folder.path, 'state'), join(into, 'state'), { recursive: true });
    states.push(into);
  };
  await using download = await begun(folder, size);
  await copy();
  for (const chunk of chunks) {
    await download.take(chunk);
    await copy();
  }
  await download.finish();
  await copy();

  for (const state of states)
    for (const lost of [0, 1, 33, 70]) {
      const there = join(folder.path, `${states.indexOf(state)} ${lost}`);
      await cp(state, there, { recursive: true });
      await lose(join(there, 'state', `${id.toString('hex')}.in`), lost);
      // A copy is another file, as after a backup: the part's folder is part of what is known of it.
      const path = await fetched({ path: there }, size, chunks);
      assert.deepEqual(await readFile(path!), plain, there);
      assert.deepEqual(
        (await readdir(join(there, 'to'))).filter((file) => file.endsWith('.part')),
        [],
      );
    }
});

test('files that end at once under one name have each its own, and none replaces what was there', async () => {
  await using folder = await newFolder();
  await mkdir(at(folder, ''), { recursive: true });
  await writeFile(at(folder, name), 'mine');
  const landed = await Promise.all(
    [1, 2, 3].map(async (nth) => {
      const part = at(folder, `.${nth}.part`);
      await writeFile(part, `${nth}`);
      const { leaves } = await openLeaves(join(folder.path, `${nth}`), 'a file');
      await using known = leaves;
      return await land(part, name, known);
    }),
  );

  assert.deepEqual(
    landed.toSorted(),
    [2, 3, 4].map((nth) => at(folder, `photo (${nth}).jpg`)),
  );
  assert.equal(await readFile(at(folder, name), 'utf8'), 'mine');
});

const at = (folder: Pick<Folder, 'path'>, file: string): string => join(folder.path, 'to', file);
const job = (folder: Pick<Folder, 'path'>, size: number) => ({
  id: id.toString('hex'),
  key: key.toString('hex'),
  to: `${at(folder, '')}/`,
  name,
  size,
});
const options = (folder: Pick<Folder, 'path'>) => ({
  state: join(folder.path, 'state'),
  kept: () => {},
  now: () => 0,
});

async function sealedOf(folder: Folder, plain: Buffer): Promise<Buffer[]> {
  const path = join(folder.path, 'source');
  await writeFile(path, plain);
  return sealedFile(path, join(folder.path, 'state'));
}

async function begun(folder: Pick<Folder, 'path'>, size: number): Promise<Download> {
  const download = await openDownload(job(folder, size), options(folder));
  assert.ok(!('path' in download));
  return download;
}

/** Goes on with it, to its end. */
async function fetched(
  folder: Pick<Folder, 'path'>,
  size: number,
  chunks: readonly Buffer[],
): Promise<string | undefined> {
  const download = await openDownload(job(folder, size), options(folder));
  if ('path' in download) return download.path;
  for (const chunk of chunks.slice(download.next())) await download.take(chunk);
  return download.finish();
}

async function lose(file: string, bytes: number): Promise<void> {
  const { size } = await stat(file);
  await truncate(file, Math.max(0, size - bytes));
}
