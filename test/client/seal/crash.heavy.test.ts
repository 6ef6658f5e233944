import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { inFolder } from '../../rig/client-db.ts';
import { newMember } from '../rig/member.ts';
import {
  type Device,
  ended,
  human,
  newDevice,
  sealedRoom,
  selfOf,
  snapshot,
  turns,
} from '../rig/sealing.ts';

class Ended extends Error {}

/** Ends a deed before its first statement, then before the second …, until the deed gets to its end. */
function newReaper(device: Device, how: 'killed' | 'failed') {
  let [left, ends] = [0, 0];
  const here = device.folder;
  const between = (): void => {
    left -= 1;
    if (left !== 0) return;
    ends += 1;
    if (how === 'killed') snapshot(device.folder, join(here, `killed-${ends}`));
    throw new Ended();
  };
  return {
    between,
    ends: () => ends,
    surely: async (deed: () => Promise<unknown>): Promise<void> => {
      for (let at = 1; ; at += 1) {
        left = at;
        try {
          await deed();
          left = 0;
          return;
        } catch (failure) {
          if (!(failure instanceof Ended)) throw failure;
          if (how === 'killed') await device.again(join(here, `killed-${ends}`), between);
        }
      }
    },
  };
}

for (const how of ['killed', 'failed'] as const)
  test(
    `a device that is ${how} between any two statements loses nothing, has nothing twice, and uses no key twice`,
    inFolder((folder) => life(folder, how)),
  );

async function life(folder: string, how: 'killed' | 'failed'): Promise<void> {
  const { order, devices } = await sealedRoom(folder, human('ana'), human('bob'));
  const [ana, bob] = devices as [Device, Device];
  const spy = newMember(order, human('eve'));
  await spy.offer();
  await ana.change({ with: [spy] });
  await turns([bob]);
  const reaper = newReaper(ana, how);
  await ana.again(ana.folder, reaper.between);
  const { surely } = reaper;
  const has = async (text: string): Promise<boolean> => {
    const { waiting } = await ana.db().load();
    const kept = waiting.map(({ body }) => Buffer.from(body).toString());
    return kept.includes(text) || (await ana.read()).some((line) => line.text === text);
  };
  const say = (text: string) =>
    surely(async () => {
      if (!(await has(text))) await ana.say(text);
    });
  const turn = () => surely(() => ana.turn());
  const isIn = async (device: number): Promise<boolean> =>
    (await ana.db().load()).sealed[0]!.roster.some((person) => person.device === device);

  await surely(async () => {
    if ((order.offers.get(ana.device)?.packages.length ?? 0) < 9) await ana.offer(9);
  });
  for (const n of [1, 2, 3]) await say(`of ana ${n}`);
  await turn();
  await bob.say('of bob 1');
  await bob.say('of bob 2');
  await bob.turn();
  await turn();

  // Sealed, and late for the epoch.
  for (const n of [4, 5]) await say(`of ana ${n}`);
  await surely(async () => {
    const { waiting } = await ana.db().load();
    await ana.commit(...waiting.map(({ id }) => ({ do: 'seal', id }) as const));
  });
  await bob.change({});
  await turn();

  // An own commit, taken; another one, too late.
  const carolSelf = selfOf(human('carol'));
  const carol = newDevice({ folder: join(folder, 'carol'), order, self: carolSelf });
  await carol.offer();
  await surely(async () => {
    await ana.turn();
    if (!(await isIn(carol.device))) await ana.change({ with: [carol] });
  });
  await turns([bob, carol]);
  await surely(async () => {
    const { pending } = (await ana.db().load()).sealed[0]!;
    if (!pending) await ana.plan({});
  });
  await bob.say('of bob 3');
  await bob.turn();
  await bob.change({});
  await turn();

  // Removed, and let in again.
  await bob.change({ remove: [ana.device] });
  await turn();
  await bob.change({ with: [ana] });
  await turn();
  await say('of ana 6');
  await turn();

  // A next generation, by this device; and the room is left for good.
  await spy.follow();
  const wires = [...order.seen];
  await spy.offer();
  await surely(async () => {
    await ana.turn();
    if ((await ana.db().load()).sealed[0]?.gen !== 2)
      await ana.change({ fresh: true, gen: 2, with: [bob, carol] });
  });
  await say('of ana 7');
  await turn();
  await turns([bob, carol]);
  await surely(() =>
    ana.commit(
      { do: 'pin', user: 'bob', identity: bob.self.identity, verified: true },
      { do: 'meta', key: 'x', value: 'y' },
    ),
  );

  const heard = (await bob.read()).map(({ text }) => text);
  assert.deepEqual(heard.toSorted(), [
    ...[1, 2, 3, 4, 5, 6, 7].map((n) => `of ana ${n}`),
    ...[1, 2, 3].map((n) => `of bob ${n}`),
  ]);
  assert.deepEqual(
    heard.filter((text) => text.includes('ana')),
    [1, 2, 3, 4, 5, 6, 7].map((n) => `of ana ${n}`),
  );
  assert.deepEqual(await ana.read(), await bob.read());
  for (const device of [ana, bob, carol]) {
    const said = device.told('opened').flatMap(({ suspicions }) => suspicions);
    assert.deepEqual(said, [], device.user);
    // The next generation is what those who are asked into it cannot follow by themselves.
    const unread = (await device.unread()).filter((why) => why !== ('newer' as string));
    assert.deepEqual(unread, [], device.user);
  }
  assert.equal(new Set([await ana.code(), await bob.code(), await carol.code()]).size, 1);
  assert.equal((await ana.db().person('bob')).verified, true);

  const keys = new Map<string, string>();
  for (const wire of wires) {
    const text = Buffer.from(wire).toString('hex');
    const head = await spy.keyOf(wire);
    if (head === undefined) continue;
    assert.equal(keys.get(head) ?? text, text, `two things under key ${head}`);
    keys.set(head, text);
  }
  assert.ok(keys.size > 10, `${keys.size} keys`);
  assert.ok(reaper.ends() > 150, `${reaper.ends()} ends`);
  await ended([ana, bob, carol]);
}
