import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';

import { newOwnNuvem } from '../../src/cli/_host.ts';
import { homeOf, surroundings } from '../../src/home/paths.ts';
import { newFolder } from '../rig/folder.ts';

test('a nuvem that is given up while it is made ends, and another one can be started', async () => {
  await using folder = await newFolder();
  const home = homeOf(folder.path, surroundings({}));
  await using own = newOwnNuvem(home, 0);
  const wish = { name: 'casa', host: '127.0.0.1', port: 0 };
  const unwanted = new AbortController();

  const first = own.start(wish, unwanted.signal);
  await turn();
  unwanted.abort();
  const second = own.start(wish, new AbortController().signal);

  await assert.rejects(first, { name: 'AbortError' });
  const serving = await second;
  assert.equal(own.running(), serving);
  await own.settled();
});
