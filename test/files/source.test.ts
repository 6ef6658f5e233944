import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFile,
  chmod,
  mkdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';

import { Changed } from '../../src/files/flow.ts';
import { look } from '../../src/files/look.ts';
import { openSource, type Source } from '../../src/files/source.ts';
import { surveyed } from '../../src/files/survey.ts';
import { headOf, tarSize } from '../../src/files/tar.ts';
import { chunksIn, sealedSize } from '../../src/protocol/file-size.ts';
import { Trouble } from '../../src/words/reason.ts';
import { type Folder, newFolder } from '../rig/folder.ts';
import { noise } from './rig/made.ts';
import { readTar } from './rig/read-tar.ts';

test('a folder is one archive, of a size known before, the same in whatever pieces it is read', async () => {
  await using folder = await newFolder();
  const path = await tree(folder);
  const { size, stamp } = await surveyed(path);
  const whole = await read(path, 1000);

  assert.equal(whole.length, size);
  for (const piece of [512, 777, 262_144]) assert.ok(whole.equals(await read(path, piece)));
  assert.equal((await surveyed(path)).stamp, stamp);
  assert.deepEqual(
    readTar(whole).map(({ path: name, type, bytes }) => [name, type, bytes.length]),
    [
      ['holiday/', '5', 0],
      ['holiday/a.txt', '0', 1],
      ...Array.from({ length: 20 }, (_, nth) => [`holiday/${'deep/'.repeat(nth + 1)}`, '5', 0]),
      [`holiday/${'deep/'.repeat(20)}${'n'.repeat(180)}.txt`, '0', 513],
      ['holiday/empty', '0', 0],
      ['holiday/praia é azul.jpg', '0', 100_000],
    ].toSorted(byPath),
  );
});

test('the archive of a folder is what the tar of the system takes', async (t) => {
  if (spawnSync('tar', ['--version']).status !== 0) return t.skip('there is no tar here');
  await using folder = await newFolder();
  const path = await tree(folder);
  const archive = join(folder.path, 'archive.tar');
  await writeFile(archive, await read(path, 4096));
  const out = join(folder.path, 'out');
  await mkdir(out);

  const { status, stderr } = spawnSync('tar', ['-xf', archive, '-C', out]);
  assert.equal(`${status} ${stderr.toString()}`, '0 ');
  const photo = join('holiday', 'praia é azul.jpg');
  assert.deepEqual(await readFile(join(out, photo)), await readFile(join(folder.path, photo)));
  const deep = join('holiday', 'deep/'.repeat(20), `${'n'.repeat(180)}.txt`);
  assert.deepEqual(await readFile(join(out, deep)), await readFile(join(folder.path, deep)));
});

test('links and devices in a folder stay behind, and that is said', async () => {
  await using folder = await newFolder();
  const path = await tree(folder);
  await symlink('/etc/passwd', join(path, 'link'));
  await symlink('..', join(path, 'loop'));
  await using server = createServer().listen(join(path, 'socket'));
  await new Promise((resolve) => void server.once('listening', resolve));

  const looked = await look(path);
  assert.deepEqual(looked.note, ['folder-left-out', 3]);
  const names = readTar(await read(path, 4096)).map((entry) => entry.path);
  assert.ok(!names.some((name) => /link|loop|socket/.test(name)));
});

test('an entry larger than ustar can say says it in a record', () => {
  const entry = { path: 'a/b', size: 10 * 2 ** 30, time: 0 };
  const head = headOf(entry);
  assert.equal(head.length, 1536);
  assert.match(head.toString('latin1', 512, 560), /^\d+ size=10737418240\n/);
  assert.equal(tarSize(entry), 1536 + entry.size);
});

test('a file of 10 GiB with nothing in it is read anywhere, and costs no more than what is read', async () => {
  await using folder = await newFolder();
  const path = join(folder.path, 'sparse');
  const size = 10 * 2 ** 30;
  await writeFile(path, '');
  await truncate(path, size);
  await using source = await openSource(path);

  assert.equal(source.size, size);
  assert.equal(chunksIn(size), 40_960);
  assert.equal(sealedSize(size), size + 40_960 * 32 + 32);
  const end = Buffer.alloc(262_144, 1);
  await source.read(end, size - end.length);
  assert.ok(end.every((byte) => byte === 0));
  await assert.rejects(source.read(end, size - 1), Changed);
});

const changes: Readonly<Record<string, (path: string) => Promise<void>>> = {
  'that grows': (path) => appendFile(path, 'x'),
  'that is cut short': (path) => truncate(path, 10),
  'that is written anew': (path) => writeFile(path, noise(5000, 2)),
};
for (const [what, change] of Object.entries(changes))
  test(`a file ${what} while it is read is noticed`, async () => {
    await using folder = await newFolder();
    const path = join(folder.path, 'file');
    await writeFile(path, noise(5000));
    await utimes(path, 1000, 1000);
    await using source = await openSource(path);
    await source.check();
    await change(path);
    await assert.rejects(source.check(), Changed);
  });

const folderChanges: Readonly<Record<string, (path: string) => Promise<void>>> = {
  'in which a file grows': (path) => appendFile(join(path, 'a.txt'), 'x'),
  'to which a file comes': (path) => writeFile(join(path, 'new'), ''),
  'from which a file goes': (path) => rm(join(path, 'empty')),
  'in which a file has another name': (path) => rename(join(path, 'empty'), join(path, 'full')),
};
for (const [what, change] of Object.entries(folderChanges))
  test(`a folder ${what} while it is read is noticed`, async () => {
    await using folder = await newFolder();
    const path = await tree(folder);
    await using source = await openSource(path);
    await change(path);
    await assert.rejects(all(source, 4096), Changed);
  });

test('a file that has become a link since it was looked at is not followed', async () => {
  await using folder = await newFolder();
  const path = await tree(folder);
  await using source = await openSource(path);
  await rm(join(path, 'a.txt'));
  await symlink('empty', join(path, 'a.txt'));
  await assert.rejects(all(source, 4096), Changed);
});

test('what is not there, or has no end, is refused with a sentence', async () => {
  await using folder = await newFolder();
  const missing = join(folder.path, 'missing');
  await assert.rejects(look(missing), reason(['file-missing', missing]));
  await assert.rejects(look('/dev/zero'), reason(['file-device', '/dev/zero']));
  const pipe = join(folder.path, 'pipe');
  if (spawnSync('mkfifo', [pipe]).status === 0)
    await assert.rejects(look(pipe), reason(['file-device', pipe]));
});

test('what may not be read is refused before anything is offered', async (t) => {
  if (process.getuid?.() === 0) return t.skip('root may read everything');
  await using folder = await newFolder();
  const path = await tree(folder);
  await chmod(join(path, 'a.txt'), 0);
  const inside = join(path, 'a.txt');
  await assert.rejects(look(inside), reason(['file-unreadable', inside, 'EACCES']));
  await assert.rejects(look(path), reason(['file-unreadable', inside, 'EACCES']));
});

const reason = (wanted: unknown) => (failure: unknown) => {
  assert.ok(failure instanceof Trouble);
  assert.deepEqual(failure.reason, wanted);
  return true;
};

const byPath = (one: readonly unknown[], other: readonly unknown[]): number =>
  String(one[0]) < String(other[0]) ? -1 : 1;

async function tree(folder: Folder): Promise<string> {
  const path = join(folder.path, 'holiday');
  await mkdir(path);
  await writeFile(join(path, 'a.txt'), 'a');
  await writeFile(join(path, 'empty'), '');
  await writeFile(join(path, 'praia é azul.jpg'), noise(100_000));
  const deep = join(path, 'deep/'.repeat(20));
  await mkdir(deep, { recursive: true });
  await writeFile(join(deep, `${'n'.repeat(180)}.txt`), noise(513));
  return path;
}

async function read(path: string, piece: number): Promise<Buffer> {
  await using source = await openSource(path);
  return all(source, piece);
}

async function all(source: Source, piece: number): Promise<Buffer> {
  const whole = Buffer.alloc(source.size, 0xff);
  for (let at = 0; at < whole.length; at += piece)
    await source.read(whole.subarray(at, Math.min(whole.length, at + piece)), at);
  await source.check();
  return whole;
}
