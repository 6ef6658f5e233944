import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import type { Said } from '../../rig/liar.ts';
import { hears, newScenes, pass, rests, type Scene, sees } from '../rig/hostile.ts';

const inGroup = newScenes();

/** Somebody who waits in their group, the nuvem says, each time that bob asks; and it says that he should. */
function ghost({ liar, key }: Scene, name: string, device: number): void {
  const room = Buffer.from(key, 'hex');
  liar.tell((said) => {
    if (said.type !== 'room-devices-are') return [said];
    return [{ ...said, devices: [...said.devices, { device, name, state: 'waiting' }] }];
  });
  liar.say({ type: 'device', room, name, device, change: 'waiting' });
}

const offering = ({ liar }: Scene, packages: readonly Uint8Array[]): void =>
  liar.answer((asked) =>
    asked.type === 'keys-claim'
      ? [
          {
            type: 'keys',
            re: asked.re,
            keys: asked.devices.flatMap((device, n) => {
              const bytes = packages[n];
              return bytes ? [{ device, package: bytes }] : [];
            }),
          },
        ]
      : undefined,
  );

/** An offer of that person, as the nuvem has it. */
async function offerOf({ rig }: Scene, device: number): Promise<Uint8Array> {
  const row = await rig.store.userByName('eva');
  const [offer] = await rig.store.takeOffers(row!.id, [device], Date.now());
  return offer!.package;
}

test(
  'a device that nobody has is not let in, and is asked for less and less',
  inGroup(async (scene) => {
    ghost(scene, 'eva', 4711);
    const before = scene.liar.count('keys-claim');
    await pass(scene, 60);

    assert.ok(scene.liar.count('keys-claim') - before <= 2);
    assert.deepEqual(await sees(scene.bob, scene.to), []);
  }),
);

const junk: readonly (readonly [string, (scene: Scene) => Promise<Uint8Array>])[] = [
  ['is junk', () => Promise.resolve(randomBytes(400))],
  ['is of somebody else', (scene) => offerOf(scene, scene.eva.kept().device)],
];
for (const [what, make] of junk)
  test(
    `an offer that ${what} lets nobody in, is told once, and asked for again later and later`,
    inGroup(async (scene) => {
      const { ana, bob, liar, to } = scene;
      offering(scene, [await make(scene)]);
      ghost(scene, 'ana', 4711);
      const before = liar.count('keys-claim');
      await pass(scene, 160);

      const claims = liar.count('keys-claim') - before;
      assert.ok(claims >= 2 && claims <= 6, `${claims} claims`);
      assert.deepEqual(scene.warnings(), ['bad-offer']);
      assert.deepEqual(await sees(bob, to), []);
      // Lines go on meanwhile.
      await bob.say(to, 'de bob');
      await hears(ana, to, 'de bob');
    }),
  );

test(
  'who was never invited is let in under their own identity only, and all see it',
  inGroup(async (scene) => {
    const { ana, bob, eva, to, rig } = scene;
    const room = await rig.store.roomByKey(Buffer.from(scene.key, 'hex'));
    assert.ok(room);
    await ana.client.ask({ kind: 'role', room: to, member: 'bob', role: 'admin' });
    await rests(bob, scene.liar);
    ghost(scene, 'eva', eva.kept().device);
    await pass(scene, 10);
    await rests(bob, scene.liar);

    assert.deepEqual(await sees(bob, to), ['notice role', 'bob +eva']);
    const row = (await ana.client.ask({ kind: 'room-code', room: to })).roster;
    assert.ok(row.some(({ user }) => user === 'eva'));
  }),
);

test(
  'devices that are listed without end are not read without end',
  inGroup(async (scene) => {
    const { liar } = scene;
    let next = 10;
    for (const grows of [true, false]) {
      const before = liar.count('room-devices');
      liar.answer((asked) => {
        const isIt = asked.type === 'room-devices' && isOf(scene, asked.room);
        if (!isIt) return undefined;
        next += grows ? 1 : 0;
        const devices = [{ device: next, name: 'eva', state: 'in' as const }];
        const place = { gen: 1, epoch: 1, more: true } as const;
        return [{ type: 'room-devices-are', re: asked.re, devices, ...place }];
      });
      liar.say(deviceOf(scene));
      await pass(scene, 20);
      assert.ok(liar.count('room-devices') - before <= 110);
      liar.repent();
    }
  }),
);

const isOf = ({ key }: Scene, room: Uint8Array): boolean =>
  Buffer.from(room).toString('hex') === key;

const deviceOf = ({ key }: Scene): Said => ({
  type: 'device',
  room: Buffer.from(key, 'hex'),
  name: 'eva',
  device: 4711,
  change: 'waiting',
});

test(
  'whom the nuvem says to be gone and who is not in is taken out by nobody, without end',
  inGroup(async (scene) => {
    const { liar, bob, to } = scene;
    liar.tell((said) => {
      if (said.type !== 'room-devices-are') return [said];
      return [{ ...said, devices: [{ device: 4711, name: 'eva', state: 'leaving' }] }];
    });
    liar.say(deviceOf(scene));

    assert.ok((await pass(scene, 60)) <= 4);
    assert.deepEqual(await sees(bob, to), []);
  }),
);

test(
  'who was let in by the last offer, as a stranger had used up the others, makes new ones at once',
  inGroup(async (scene) => {
    const { ana, bob, liar, rig } = scene;
    const stranger = await rig.store.userByName('eva');
    for (let n = 0; n < 45; n += 1)
      await rig.store.takeOffers(stranger!.id, [bob.kept().device], Date.now());
    const before = liar.asked.length;
    const id = randomBytes(16).toString('hex');
    await ana.client.ask({ kind: 'create', id, what: 'group', name: 'fim', members: ['bob'] });
    await ana.say('+fim', 'oi');
    await hears(bob, '+fim', 'oi');
    await rests(bob, liar);

    const made = liar.asked.slice(before).flatMap((asked) => {
      return asked.type === 'keys-put' ? [asked.packages.length] : [];
    });
    assert.deepEqual(made, [0, 40]);
  }),
);
