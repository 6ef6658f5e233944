import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newSpace } from '../../../src/nuvem/files/space.ts';

test('a disk that could not be looked at once is looked at again', async () => {
  let tries = 0;
  const free = (): Promise<number> =>
    (tries += 1) === 1 ? Promise.reject(new Error('EIO')) : Promise.resolve(1000);
  const space = newSpace(free, 100, () => () => {});

  await assert.rejects(space.take(10), { message: 'EIO' });
  assert.equal(await space.take(900), true);
});
