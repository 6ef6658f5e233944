import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { openFileWorkshop } from '../../src/cli/file-workshop.ts';
import type { Told } from '../../src/client/files/carrier-port.ts';
import { Trouble } from '../../src/words/reason.ts';
import { newFolder } from '../rig/folder.ts';

test('the worker of files looks, asks for a token, tells what becomes of it, and ends', async () => {
  await using folder = await newFolder();
  const path = join(folder.path, 'notes.txt');
  await writeFile(path, 'hello');
  const asked: string[] = [];
  let hear = (_told: Told): void => {};
  const told = new Promise<Told>((resolve) => void (hear = resolve));
  await using carrier = await openFileWorkshop(
    { state: join(folder.path, 'files') },
    {
      token(id, how) {
        asked.push(`${how} ${id}`);
        return Promise.reject(new Trouble(['refused', 'no-file']));
      },
      told: (news) => hear(news),
      mayServe: () => Promise.resolve('no'),
    },
  );

  const looked = await carrier.look(path);
  assert.deepEqual(
    { ...looked, stamp: '' },
    { name: 'notes.txt', size: 5, type: 'text/plain', folder: false, stamp: '' },
  );
  const { size, stamp } = looked;
  const id = '11'.repeat(16);
  const key = '22'.repeat(32);
  carrier.start({ way: 'out', id, key, path, size, stamp, direct: false });
  assert.deepEqual(await told, { id, told: 'failed', reason: ['refused', 'no-file'] });
  assert.deepEqual(asked, [`put ${id}`]);
  await carrier.stop(id);
  await carrier.forget(id);
});

test('what cannot be sent is refused with a sentence that crosses threads', async () => {
  await using folder = await newFolder();
  await mkdir(join(folder.path, 'empty'));
  await using carrier = await openFileWorkshop(
    { state: join(folder.path, 'files') },
    {
      token: () => Promise.reject(new Error('Nobody asks')),
      told: () => {},
      mayServe: () => Promise.resolve('no'),
    },
  );
  const missing = join(folder.path, 'no such file');
  await assert.rejects(carrier.look(missing), (failure) => {
    assert.ok(failure instanceof Trouble);
    assert.deepEqual(failure.reason, ['file-missing', missing]);
    return true;
  });
  assert.equal((await carrier.look(join(folder.path, 'empty'))).name, 'empty.tar');
});
