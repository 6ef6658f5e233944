import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { newRig } from '../rig/nuvem.ts';
import { newcomer } from '../rig/person.ts';
import type { Wire } from '../rig/wire.ts';

const claim = async (wire: Wire, op: Buffer, device: number): Promise<readonly string[]> => {
  const { keys } = await wire.want('keys', {
    type: 'keys-claim',
    op,
    devices: [device, 4_000_000],
  });
  assert.ok(keys.every((each) => each.device === device));
  return keys.map((each) => Buffer.from(each.package).toString());
};

test('a device is added by its offers: each is given once, whoever asks', async () => {
  await using rig = await newRig();
  const { wire: ana, person } = await newcomer(rig, 'ana');
  const bia = await rig.join('bia');
  const device = person.welcome?.device ?? 0;
  const packages = ['one', 'two'].map((text) => Buffer.from(text));
  const put = { type: 'keys-put', packages, last: Buffer.from('last') } as const;

  assert.equal((await ana.want('keys-left', put)).left, 2);
  const [first, second] = [randomBytes(16), randomBytes(16)];
  const given = await claim(bia, first, device);
  assert.deepEqual(await claim(bia, first, device), given, 'a repetition');
  // The same operation of somebody else is another one.
  const others = await claim(ana, first, device);
  assert.deepEqual([...given, ...others].toSorted(), ['one', 'two']);
  assert.deepEqual(await claim(bia, second, device), ['last']);
  const left = await ana.want('keys-left', { type: 'keys-put', packages: [] });
  assert.equal(left.left, 0);
});
