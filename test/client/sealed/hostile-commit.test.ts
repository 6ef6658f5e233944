import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';

import {
  type CommitEntry,
  encodeCommitEntry,
  parseCommitEntry,
} from '../../../src/protocol/entries.ts';
import type { Entry } from '../../../src/protocol/messages.ts';
import { roomOf, stands, told } from '../../rig/crew.ts';
import {
  comesBack,
  hears,
  inGroup,
  inLog,
  newCrew,
  newScenes,
  pass,
  rests,
  says,
  type Scene,
  sees,
} from '../rig/hostile.ts';

const inScene = newScenes();

const isCommit = ({ kind }: Entry): boolean => kind === 3;

/** The next commit of their room is shown otherwise to bob. */
function forging(
  { liar, key, first }: Scene,
  forge: (commit: CommitEntry) => Partial<CommitEntry>,
): void {
  let done = false;
  liar.tell(
    inLog(key, (entry) => {
      if (!isCommit(entry) || entry.seq < first || done) return [entry];
      done = true;
      const commit = parseCommitEntry(entry.body);
      return [{ ...entry, body: encodeCommitEntry({ ...commit, ...forge(commit) }) }];
    }),
  );
}

/** The sealed body with another head: its generation and epoch are in the clear, and signed by nobody who can be asked. */
function headed(body: Uint8Array, gen: number, epoch: number): Buffer {
  const bytes = Buffer.from(body);
  bytes.writeUInt32BE(gen, 21);
  bytes.writeBigUInt64BE(BigInt(epoch), 25);
  return bytes;
}

/** Ana lets eva in, which is what bob is shown wrongly, and says something. */
async function evaComes({ ana, bob, liar, to }: Scene): Promise<void> {
  await ana.client.ask({ kind: 'add', room: to, members: ['eva'] });
  await says(ana, to, 'com eva');
  await rests(bob, liar);
}

/** Time passes, and bob is in a room again in which all hear all. */
async function heals(scene: Scene): Promise<void> {
  const { ana, bob, eva, to } = scene;
  scene.liar.repent();
  const sent = bob.say(to, 'de bob', 'waiting');
  await pass(scene, 40);
  await sent;
  await hears(ana, to, 'de bob');
  await says(ana, to, 'de novo');
  await hears(bob, to, 'de novo');
  await eva.say(to, 'de eva');
  await hears(bob, to, 'de eva');
}

test(
  'a commit of junk is shown as that and what follows as unreadable; then bob enters anew',
  inScene(async (scene) => {
    forging(scene, () => ({ body: randomBytes(600) }));
    await evaComes(scene);
    assert.deepEqual(await sees(scene.bob, scene.to), ['unreadable malformed', 'unreadable ahead']);

    await heals(scene);
    assert.ok(scene.warnings().includes('withheld'));
  }),
);

test(
  'a commit that is kept back is missed at once, and bob enters anew',
  inScene(async (scene) => {
    const { liar, key } = scene;
    liar.tell(inLog(key, (entry) => (isCommit(entry) ? [] : [entry])));
    await evaComes(scene);
    assert.deepEqual(await sees(scene.bob, scene.to), ['unreadable ahead']);
    assert.deepEqual(scene.warnings(), [`gap ${scene.first}-${scene.first}`, 'swept']);

    await heals(scene);
  }),
);

test(
  'a commit that names others than it lets in is told',
  inScene(async (scene) => {
    const { bob, to } = scene;
    forging(scene, () => ({ add: [bob.kept().device] }));
    await evaComes(scene);

    assert.deepEqual(await sees(bob, to), ['ana +eva', 'ana: com eva']);
    assert.deepEqual(scene.warnings(), ['roster ana']);
  }),
);

test(
  'a commit that comes again ends nothing',
  inScene(async (scene) => {
    const { ana, bob, liar, key, first, to } = scene;
    const later = (entry: Entry, by: number): Entry => ({ ...entry, seq: entry.seq + by });
    liar.tell(
      inLog(key, (entry) => {
        if (entry.seq < first) return [entry];
        return isCommit(entry) ? [entry, later(entry, 1)] : [later(entry, 1)];
      }),
    );
    await evaComes(scene);
    assert.deepEqual(await sees(bob, to), ['ana +eva', 'unreadable past', 'ana: com eva']);
    await bob.say(to, 'de bob');
    await hears(ana, to, 'de bob');
  }),
);

for (const gen of [9, 0xffff_ffff])
  test(
    `a commit said to be of generation ${gen} that is not leads nowhere`,
    inScene(async (scene) => {
      const { ana, bob, to } = scene;
      forging(scene, () => ({ gen }));
      await evaComes(scene);

      assert.deepEqual(await sees(bob, to), ['ana +eva', 'ana: com eva']);
      assert.equal((await roomOf(bob, to))?.waiting, undefined);
      await bob.say(to, 'de bob');
      await hears(ana, to, 'de bob');
    }),
  );

for (const gen of [2, 9, 0xffff_ffff])
  test(
    `a made-up commit of generation ${gen} throws bob out, who is told, and enters anew`,
    inScene(async (scene) => {
      const { bob, to } = scene;
      forging(scene, ({ body }) => ({ gen, epoch: 0, body: headed(body, gen, 0) }));
      await evaComes(scene);

      assert.deepEqual(await sees(bob, to), ['unreadable newer']);
      assert.equal((await roomOf(bob, to))?.waiting, 'let-in');
      await heals(scene);
      await stands(bob, to, ({ waiting, sealed }) => sealed && waiting === undefined);
    }),
  );

test(
  'a generation that the nuvem only speaks of is waited for, and forgotten when it does not',
  inScene(async (scene) => {
    const { ana, bob, liar, key, to } = scene;
    const isIt = (room: Uint8Array): boolean => Buffer.from(room).toString('hex') === key;
    liar.tell((said) =>
      said.type === 'room' && isIt(said.room) ? [{ ...said, gen: 0xffff_ffff, epoch: 9 }] : [said],
    );
    await comesBack(scene);
    await stands(bob, to, ({ waiting }) => waiting === 'let-in');
    const waits = bob.say(to, 'de bob');
    assert.ok((await pass(scene, 60)) < 20);

    liar.repent();
    await comesBack(scene);
    await pass(scene, 15);
    await waits;
    await hears(ana, to, 'de bob');
  }),
);

test('a commit whose fate is not known keeps its number when its room is lost, over a restart too', async () => {
  await using crew = await newCrew();
  const scene = await inGroup(crew, 'numbers');
  const { ana, bob, liar, to } = scene;
  await ana.client.ask({ kind: 'role', room: to, member: 'bob', role: 'admin' });
  await stands(bob, to, ({ role }) => role === 'admin');
  forging(scene, ({ body }) => ({ body: Buffer.from(body).fill(0, body.length - 20) }));
  const other = ana.client.me.device;
  liar.tell(
    inLog(scene.key, (entry) => [isCommit(entry) ? { ...entry, device: other, no: 99 } : entry]),
  );
  liar.tell((said, asked) => (asked?.type === 'commit' && said.type === 'stored' ? [] : [said]));

  bob.client.ask({ kind: 'add', room: to, members: ['eva'] }).catch(() => {});
  await stands(bob, to, ({ waiting }) => waiting === 'let-in');
  liar.repent();
  await using again = await bob.again();
  const { link } = await told(
    again,
    'link',
    ({ link: { state, why } }) => state === 'up' || why !== undefined,
  );
  await again.say(to, 'não é uma cópia', 'waiting');

  assert.equal(link.state, 'up', 'his files are no old copy');
});
