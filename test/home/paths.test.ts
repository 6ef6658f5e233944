import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { test } from 'node:test';

import { checkoutOf, homeOf, type Surroundings } from '../../src/home/paths.ts';

const bare: Surroundings = {
  env: {},
  platform: 'linux',
  userFolder: '/home/ana',
  checkout: undefined,
};

test('--home comes first, then $PYCHAT_HOME, then the checkout', () => {
  const around = { ...bare, env: { PYCHAT_HOME: '/from/env' }, checkout: '/src/pychat' };

  assert.equal(homeOf('/asked', around).root, resolve('/asked'));
  assert.equal(homeOf(undefined, around).root, resolve('/from/env'));
  assert.equal(homeOf(undefined, { ...around, env: {} }).root, '/src/pychat');
});

test('an installed pychat uses the data folder of its platform', () => {
  const root = (around: Partial<Surroundings>): string =>
    homeOf(undefined, { ...bare, ...around }).root;

  assert.equal(root({}), '/home/ana/.local/share/pychat');
  assert.equal(root({ env: { XDG_DATA_HOME: '/data' } }), '/data/pychat');
  assert.equal(root({ env: { XDG_DATA_HOME: 'data' } }), '/home/ana/.local/share/pychat');
  assert.equal(root({ platform: 'darwin' }), '/home/ana/Library/Application Support/pychat');
  assert.equal(
    root({ platform: 'win32', env: { LOCALAPPDATA: 'C:\\Users\\ana\\AppData\\Local' } }),
    'C:\\Users\\ana\\AppData\\Local\\pychat',
  );
});

test('only a folder with the sources is a checkout', () => {
  assert.equal(checkoutOf('/usr/lib/node_modules/pychat/dist/src/home'), undefined);
  assert.equal(
    checkoutOf(resolve(import.meta.dirname, '../../src/home')),
    resolve(import.meta.dirname, import.meta.filename.endsWith('.ts') ? '../..' : '../../..'),
  );
});
