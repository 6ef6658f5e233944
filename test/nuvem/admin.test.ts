import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { newRig, type Rig } from '../rig/nuvem.ts';
import { refusalOf } from '../rig/person.ts';
import type { Wire } from '../rig/wire.ts';

async function operatorOf(rig: Rig): Promise<Wire> {
  const wire = rig.connect({ owner: true });
  const nonce = randomBytes(32);
  await wire.want('greeting', { type: 'hello', min: 1, max: 1, agent: 'x', nonce, features: [] });
  return wire;
}

const invite = () => ({ type: 'admin.invite', op: randomBytes(16), uses: 1, days: 7 }) as const;

test('only the control socket grants, stops and reloads', async () => {
  await using rig = await newRig();
  const asks = [
    { type: 'admin.grant', op: randomBytes(16), name: 'ana', role: 'owner' },
    { type: 'admin.stop' },
    { type: 'admin.reload' },
  ] as const;

  for (const ask of asks) {
    const ana = await rig.join('ana');
    assert.equal(refusalOf(await ana.ask(ask)), 'order', ask.type);
    await ana.ended;
  }
});

test('members invite nobody; who was granted a role does, from then on, and until it is taken back', async () => {
  await using rig = await newRig();
  const operator = await operatorOf(rig);
  const ana = await rig.join('ana');
  const grant = { type: 'admin.grant', name: 'ana' } as const;

  assert.equal(refusalOf(await ana.ask(invite())), 'not-allowed');
  await operator.want('ok', { ...grant, op: randomBytes(16), role: 'admin' });
  await ana.want('invite', invite());
  await operator.want('ok', { ...grant, op: randomBytes(16), role: 'member' });
  assert.equal(refusalOf(await ana.ask(invite())), 'not-allowed');
});

test('a grant that is repeated late does not undo what came after it', async () => {
  await using rig = await newRig();
  const operator = await operatorOf(rig);
  await rig.join('ana');
  const first = { type: 'admin.grant', op: randomBytes(16), name: 'ana', role: 'owner' } as const;
  await operator.want('ok', first);
  await operator.want('ok', { ...first, op: randomBytes(16), role: 'member' });

  await operator.want('ok', first);

  assert.equal((await rig.store.userByName('ana'))?.role, 'member');
  const nobody = { ...first, op: randomBytes(16), name: 'nobody' };
  assert.equal(refusalOf(await operator.ask(nobody)), 'unknown');
});

test('an invite that is asked for again is the same one', async () => {
  await using rig = await newRig();
  const ask = invite();
  await (await operatorOf(rig)).lose(ask);
  const operator = await operatorOf(rig);

  const one = await operator.want('invite', ask);
  const two = await operator.want('invite', ask);
  const other = await operator.want('invite', invite());

  assert.deepEqual([one.code, one.until], [two.code, two.until]);
  assert.notEqual(other.code, one.code);
});

test('the code of an invite is in no row of the activity log', async () => {
  await using rig = await newRig();
  const { code } = await (await operatorOf(rig)).want('invite', invite());

  const rows = await rig.store.activity(0, 100);

  assert(rows.some(({ kind }) => kind === 'invite'));
  assert(!JSON.stringify(rows.map(({ detail }) => detail)).includes(code));
});

test('stop and reload do what they say, and answer', async () => {
  let stopped = 0;
  let reloaded = 0;
  await using rig = await newRig();
  Object.assign(rig.nuvem.world, {
    stop: () => (stopped += 1),
    reload: async () => void (reloaded += 1),
  });
  const operator = await operatorOf(rig);

  await operator.want('ok', { type: 'admin.reload' });
  await operator.want('ok', { type: 'admin.stop' });

  assert.deepEqual([stopped, reloaded], [1, 1]);
});
