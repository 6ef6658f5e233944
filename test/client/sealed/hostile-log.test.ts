import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Entry } from '../../../src/protocol/messages.ts';
import { bodyOf } from '../../rig/nuvem.ts';
import { hears, inLog, newScenes, rests, says, type Scene, sees } from '../rig/hostile.ts';

const inGroup = newScenes();

const later = (entry: Entry, by = 1): Entry => ({ ...entry, seq: entry.seq + by });

const tells = (
  { liar, key, first }: Scene,
  at: (entry: Entry) => readonly Entry[],
  behind: (entry: Entry) => Entry = (entry) => entry,
): void =>
  liar.tell(
    inLog(key, (entry) => {
      if (entry.seq < first) return [entry];
      return entry.seq === first ? at(entry) : [behind(entry)];
    }),
  );

async function spoken({ ana, bob, liar, to }: Scene, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) await says(ana, to, text);
  await rests(bob, liar);
}

test(
  'a line that is kept back, those behind it moved up, is told with the next one',
  inGroup(async (scene) => {
    tells(
      scene,
      () => [],
      (entry) => later(entry, -1),
    );
    await spoken(scene, 'um', 'dois');

    assert.deepEqual(await sees(scene.bob, scene.to), ['ana: dois']);
    assert.deepEqual(scene.warnings(), ['missing ana', 'forked ana']);
  }),
);

test(
  'a line that is kept back and leaves a hole is told at once, and again with the next one',
  inGroup(async (scene) => {
    tells(scene, () => []);
    await spoken(scene, 'um', 'dois');

    assert.deepEqual(await sees(scene.bob, scene.to), ['ana: dois']);
    assert.deepEqual(scene.warnings(), [
      `gap ${scene.first}-${scene.first}`,
      'swept',
      'missing ana',
      'forked ana',
    ]);
  }),
);

test(
  'the last line before a commit is missed with the first one behind it',
  inGroup(async (scene) => {
    const { ana, bob, to } = scene;
    tells(
      scene,
      () => [],
      (entry) => later(entry, -1),
    );
    await spoken(scene, 'um');
    await ana.client.ask({ kind: 'add', room: to, members: ['eva'] });
    await spoken(scene, 'dois');

    assert.deepEqual(await sees(bob, to), ['ana +eva', 'ana: dois']);
    assert.deepEqual(scene.warnings(), ['missing ana', 'forked ana']);
  }),
);

test(
  'a line that comes again is not shown again, in its place or behind others',
  inGroup(async (scene) => {
    tells(
      scene,
      (entry) => [entry, entry, later(entry)],
      (entry) => later(entry),
    );
    await spoken(scene, 'um', 'dois', 'tres');

    assert.deepEqual(await sees(scene.bob, scene.to), [
      'ana: um',
      'unreadable forged',
      'ana: dois',
      'ana: tres',
    ]);
    assert.deepEqual(scene.warnings(), ['forked ana']);
  }),
);

test(
  'of two lines that change places each is told',
  inGroup(async (scene) => {
    let held: Entry | undefined;
    tells(scene, (entry) => {
      held = entry;
      return [];
    });
    scene.liar.tell((said) => {
      if (said.type !== 'message' || !held) return [said];
      const { type, room, ...entry } = said;
      const early = { ...held, seq: entry.seq };
      held = undefined;
      return [
        { type, room, ...entry, seq: scene.first },
        { type, room, ...early },
      ];
    });
    await spoken(scene, 'um', 'dois');

    assert.deepEqual(await sees(scene.bob, scene.to), ['ana: dois', 'ana: um']);
    assert.deepEqual(scene.warnings(), ['missing ana', 'forked ana', 'moved ana']);
  }),
);

const labels: readonly (readonly [string, (entry: Entry) => Entry])[] = [
  ['author', (entry) => ({ ...entry, from: 'eva' })],
  ['device', (entry) => ({ ...entry, device: entry.device + 40 })],
  ['number', (entry) => ({ ...entry, no: entry.no + 7 })],
];
for (const [what, relabel] of labels)
  test(
    `a line with another ${what} than it was written with is not shown as said`,
    inGroup(async (scene) => {
      tells(scene, (entry) => [relabel(entry)]);
      await spoken(scene, 'um');

      assert.deepEqual(await sees(scene.bob, scene.to), ['unreadable forged']);
    }),
  );

test(
  'a line of another room is not shown as said',
  inGroup(async (scene) => {
    const { ana } = scene;
    const id = 'cd'.repeat(16);
    await ana.client.ask({ kind: 'create', id, what: 'group', name: 'alhures', members: ['bob'] });
    await says(ana, '+alhures', 'segredo');
    const [, said] = await scene.rig.store.read(
      (await scene.rig.store.roomByKey(Buffer.from(id, 'hex')))!.id,
      1,
      9,
      1_000_000,
    );
    assert.ok(said?.kind === 0);
    tells(scene, (entry) => [{ ...said, from: 'ana', seq: entry.seq }]);
    await spoken(scene, 'um');

    assert.deepEqual(await sees(scene.bob, scene.to), ['unreadable forged']);
  }),
);

test(
  'two who are shown different logs are both told, though nothing is missing in either',
  inGroup(async (scene) => {
    const { ana, bob, eva, liar, to, key } = scene;
    await ana.client.ask({ kind: 'add', room: to, members: ['eva'] });
    await says(ana, to, 'um');
    await hears(eva, to, 'um');
    await rests(bob, liar);
    const at = scene.first + 2;
    let held: Entry[] = [];
    liar.tell(
      inLog(key, (entry) => {
        if (entry.seq < at || entry.seq > at + 1) return [entry];
        held = [...held, { ...entry, seq: 2 * at + 1 - entry.seq }].toSorted(
          (a, b) => a.seq - b.seq,
        );
        return held.length < 2 ? [] : held;
      }),
    );
    await says(eva, to, 'de eva');
    await hears(ana, to, 'de eva');
    await says(ana, to, 'de ana');
    await hears(bob, to, 'de ana');
    await bob.say(to, 'de bob');
    await hears(ana, to, 'de bob');

    assert.deepEqual((await sees(bob, to)).slice(2, 4), ['ana: de ana', 'eva: de eva']);
    assert.deepEqual(scene.warnings(), ['forked ana']);
    const told = ana.events.filter((event) => event.event === 'suspicion' && event.room === to);
    assert.deepEqual(
      told.map((event) => event.event === 'suspicion' && [event.from, event.suspicion.kind]),
      [['bob', 'forked']],
    );
  }),
);

const forgeries: readonly (readonly [string, (entry: Entry) => Entry])[] = [
  ['a line that nobody sealed', (entry) => ({ ...entry, body: bodyOf('eu sou ana') })],
  ['a notice that is a text', (entry) => ({ ...entry, kind: 1, body: bodyOf('eu sou ana') })],
  ['a removed line with words in it', (entry) => ({ ...entry, kind: 2, body: bodyOf('oi') })],
  ['an invitation out of place', (entry) => ({ ...entry, kind: 4, body: bodyOf('oi') })],
  ['a kind that nobody knows', (entry) => ({ ...entry, kind: 9, body: bodyOf('eu sou ana') })],
];
for (const [what, forge] of forgeries)
  test(
    `${what} is not shown as said in a sealed room`,
    inGroup(async (scene) => {
      tells(scene, (entry) => [forge(entry)]);
      await spoken(scene, 'um', 'dois');

      const [lie, ...others] = await sees(scene.bob, scene.to);
      assert.match(lie ?? '', /^unreadable (untrue|malformed)$/);
      assert.deepEqual(others, ['ana: dois']);
      assert.ok(scene.warnings().includes('missing ana'));
    }),
  );

for (const lie of [{ no: 2 ** 48 }, { seq: 2 ** 50 }])
  test(
    `an entry with the ${Object.keys(lie).join()} ${Object.values(lie).join()} is no entry, and hinders nothing later`,
    inGroup(async (scene) => {
      const { ana, bob, liar, to } = scene;
      tells(scene, (entry) => [{ ...entry, ...lie }]);
      await ana.say(to, 'um');
      await bob.until('link', ({ link }) => link.state === 'down');
      liar.repent();
      await bob.client.ask({ kind: 'retry' });

      await hears(bob, to, 'um');
    }),
  );
