import assert from 'node:assert/strict';
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { no } from '../../../src/base/result.ts';
import { tidy } from '../../../src/nuvem/files/tidy.ts';
import { chunkSize } from '../../../src/protocol/file-size.ts';
import { diskShelf } from '../../../src/store/disk-shelf.ts';
import type { Shelf, Shelved, ShelfFault } from '../../../src/store/shelf.ts';
import {
  type FileRig,
  hearAll,
  newFileRig,
  putAll,
  type Sealed,
  sealed,
  sendAll,
  untilKept,
} from '../../rig/files.ts';

/** A shelf whose disk can be filled, and break. */
function moody() {
  const mood = { free: Infinity, fault: undefined as ShelfFault | undefined, asked: 0 };
  const over = (shelf: Shelf): Shelf => ({
    ...shelf,
    async open(name) {
      const shelved = await shelf.open(name);
      const append: Shelved['append'] = async (pieces) =>
        mood.fault ? no(mood.fault) : shelved.append(pieces);
      const sync: Shelved['sync'] = async () =>
        mood.fault === 'broken' ? no('broken') : shelved.sync();
      return { ...shelved, append, sync };
    },
    free() {
      mood.asked += 1;
      return Promise.resolve(mood.free);
    },
  });
  return { mood, over };
}

for (const how of ['as the system says', 'as far as files may fill it'] as const)
  test(`a disk that is full, ${how}, makes who puts wait, and it goes on by itself`, async () => {
    const { mood, over } = moody();
    await using files = await newFileRig({ over, settings: { freeDisk: 1000 } });
    const file = sealed(5 * chunkSize);
    await files.announce(files.ana, file, 1);
    const fill = (): void => {
      if (how === 'as the system says') mood.fault = 'full';
      else mood.free = 1000 + chunkSize;
    };
    fill();

    const put = await files.begin(files.ana, file, 'put');
    sendAll(put, file);
    assert.deepEqual(await put.next(), { type: 'wait', why: 'full' });
    const line = await files.ana.want('stored', {
      type: 'post',
      room: files.room,
      no: 2,
      body: Buffer.from('a line'),
    });
    assert.equal(line.no, 2);
    mood.fault = undefined;
    mood.free = Infinity;

    assert.deepEqual(await put.next(), { type: 'wait', why: 'going' });
    await untilKept(put, file.chunks.length);
    await hearAll(await files.begin(files.bob, file, 'get'), file);
    assert.deepEqual(files.rig.bugs, []);
  });

test('a disk that breaks ends the upload, and what it took counts only as far as it was kept', async () => {
  const { mood, over } = moody();
  await using files = await newFileRig({ over });
  const file = sealed(4 * chunkSize);
  await files.announce(files.ana, file, 1);
  const put = await files.begin(files.ana, file, 'put');
  sendAll(put, file, 0, 2);
  await untilKept(put, 2);

  mood.fault = 'broken';
  sendAll(put, file, 2, 3);
  assert.deepEqual(await put.next(), { type: 'no', code: 'broken' });
  mood.fault = undefined;

  const again = await files.begin(files.ana, file, 'put');
  assert.equal(again.at, 2);
  sendAll(again, file, 2);
  await untilKept(again, 4);
  await hearAll(await files.begin(files.bob, file, 'get'), file);
});

test('who waits for room can leave, and comes again to where it was', async () => {
  const { mood, over } = moody();
  await using files = await newFileRig({ over });
  const file = sealed(3 * chunkSize);
  await files.announce(files.ana, file, 1);
  mood.fault = 'full';
  const put = await files.begin(files.ana, file, 'put');
  sendAll(put, file);
  assert.deepEqual(await put.next(), { type: 'wait', why: 'full' });
  put.line.destroy();

  mood.fault = undefined;
  const again = await files.begin(files.ana, file, 'put');

  assert.equal(again.at, 0);
  sendAll(again, file);
  await untilKept(again, 3);
});

test('what was sent counts, though its sender was gone before it was written', async () => {
  await using files = await newFileRig();
  const file = sealed(8 * chunkSize);
  await files.announce(files.ana, file, 1);
  const put = await files.begin(files.ana, file, 'put');

  sendAll(put, file, 0, 7);
  put.line.close();
  await put.ended;

  assert.equal((await files.begin(files.ana, file, 'put')).at, 7);
});

test('what the disk has beyond what was kept is cut off, and sent again', async () => {
  await using files = await newFileRig();
  const file = sealed(4 * chunkSize);
  await files.announce(files.ana, file, 1);
  const put = await files.begin(files.ana, file, 'put');
  sendAll(put, file, 0, 2);
  await untilKept(put, 2);
  put.say({ type: 'end' });
  const path = join(files.folder, file.id.toString('hex'));
  // The file is closed when another one goes over the same connection.
  await files.rig.nuvem.world.transfers.close();
  const half = Buffer.concat([await readFile(path), Buffer.alloc(chunkSize + 100, 9)]);
  await writeFile(path, half);

  const { openFileOf } = await reopened(files);
  assert.equal(openFileOf, 2 * (chunkSize + 32));

  async function reopened(from: typeof files) {
    const shelf = await diskShelf(from.folder);
    const { newOpenFiles } = await import('../../../src/nuvem/files/open-files.ts');
    const open = newOpenFiles(from.rig.store, shelf, Date.now);
    const [row] = await from.rig.store.files(new Uint8Array(), 10);
    const name = file.id.toString('hex');
    const opened = await open.use(name, () => Promise.resolve(row));
    assert.equal(opened!.written(), 2);
    await open.leave(name);
    return { openFileOf: (await readFile(path)).length };
  }
});

test('what a killed nuvem had written and not kept is there as long as the machine runs on', async (t) => {
  await using files = await newFileRig();
  const file = sealed(4 * chunkSize);
  await files.announce(files.ana, file, 1);
  const mark = `${files.folder}.boot`;
  const path = join(files.folder, file.id.toString('hex'));
  const first = await diskShelf(files.folder, mark);
  const shelved = await first.open(file.id.toString('hex'));
  await shelved.append([...file.chunks.slice(0, 2), file.chunks[2]!.subarray(0, 1000)]);
  await shelved.close();

  const again = await diskShelf(files.folder, mark);
  if (!again.survived) return t.skip('this system does not say when it was started');
  const survived = await chunksOn(files, again, file);
  await writeFile(mark, 'another run of the machine');
  const lost = await chunksOn(files, await diskShelf(files.folder, mark), file);

  assert.equal(first.survived, false);
  assert.equal(survived, 2);
  assert.equal(lost, 0);
  assert.equal((await readFile(path)).length, 0);
});

/** How many chunks can be read of a file of which the store knows none. */
async function chunksOn(files: FileRig, shelf: Shelf, { id }: Sealed): Promise<number> {
  const { newOpenFiles } = await import('../../../src/nuvem/files/open-files.ts');
  const open = newOpenFiles(files.rig.store, shelf, Date.now);
  const [row] = await files.rig.store.files(new Uint8Array(), 10);
  const opened = await open.use(id.toString('hex'), () =>
    Promise.resolve(row && { ...row, kept: 0 }),
  );
  const count = opened?.written() ?? 0;
  await opened?.close();
  return count;
}

test('a file that is whole for the store and not on the disk is gone; one under way goes back', async () => {
  await using files = await newFileRig();
  const [whole, part] = [sealed(3 * chunkSize), sealed(3 * chunkSize)];
  await files.announce(files.ana, whole, 1);
  await files.announce(files.ana, part, 2);
  const put = await putAll(files, files.ana, whole);
  put.line.destroy();
  const other = await files.begin(files.ana, part, 'put');
  sendAll(other, part, 0, 2);
  await untilKept(other, 2);
  other.say({ type: 'end' });
  other.say({ type: 'open', token: Buffer.alloc(32), from: 0 });
  assert.deepEqual(await other.next(), { type: 'no', code: 'token' });
  await other.ended;
  for (const { id } of [whole, part])
    await truncate(join(files.folder, id.toString('hex')), chunkSize + 32 + 5);

  assert.equal((await files.begin(files.ana, part, 'put')).at, 1);
  const get = await files.connect();
  const { token } = await files.open(files.bob, whole, 'get');
  get.say({ type: 'open', token: Buffer.from(token), from: 0 });
  assert.deepEqual(await get.next(), { type: 'no', code: 'gone' });
});

test('what nobody announced is removed before anybody comes, when it is a week old', async () => {
  await using files = await newFileRig();
  const file = sealed(10);
  await files.announce(files.ana, file, 1);
  await putAll(files, files.ana, file);
  const stray = 'ff'.repeat(16);
  await writeFile(join(files.folder, stray), 'left behind');
  const shelf = await diskShelf(files.folder);
  const day = 86_400_000;

  await tidy(files.rig.store, shelf, Date.now() + 6 * day);
  assert.equal((await readdir(files.folder)).length, 2);
  await tidy(files.rig.store, shelf, Date.now() + 8 * day);

  assert.deepEqual(await readdir(files.folder), [file.id.toString('hex')]);
});

test('a nuvem that stops keeps what came, and says so', async () => {
  await using files = await newFileRig();
  const file = sealed(4 * chunkSize);
  await files.announce(files.ana, file, 1);
  const put = await files.begin(files.ana, file, 'put');
  const get = await files.begin(files.bob, file, 'get');
  sendAll(put, file, 0, 2);
  for (let heard = 0; heard < 2;) heard += (await get.next()).type === 'chunk' ? 1 : 0;

  await files.rig.nuvem.drain();

  let last = await put.next();
  while (last.type === 'kept') last = await put.next();
  assert.deepEqual(last, { type: 'no', code: 'closing' });
  const [row] = await files.rig.store.files(new Uint8Array(), 10);
  assert.equal(row!.kept, 2);
});
