import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';

import { encodeCommitEntry, parseCommitEntry } from '../../../src/protocol/entries.ts';
import { bodyOf } from '../../rig/nuvem.ts';
import {
  comesBack,
  hears,
  inLog,
  newScenes,
  pass,
  rests,
  says,
  type Scene,
  sees,
  shown,
} from '../rig/hostile.ts';

const inGroup = newScenes();

const refusing = ({ liar }: Scene, type: 'post' | 'commit', code: string): void =>
  liar.answer((asked) => {
    if (asked.type !== type) return undefined;
    const { gen, epoch } = asked;
    const refused = { type: 'refused', re: asked.re, code, text: 'no', gen, epoch } as const;
    return [refused];
  });

for (const code of ['stale', 'no-room'])
  test(
    `lines that are refused as ${code} without end wait, which is told, and are said less and less`,
    inGroup(async (scene) => {
      const { ana, bob, liar, to } = scene;
      refusing(scene, 'post', code);
      const before = liar.count('post');
      const { state } = await bob.say(to, 'de bob', 'waiting');
      await pass(scene, 120);

      assert.equal(state, 'waiting');
      assert.ok(liar.count('post') - before <= 6, `${liar.count('post') - before} posts`);
      assert.deepEqual(scene.warnings(), ['withheld']);
      liar.repent();
      await pass(scene, 160);
      await hears(ana, to, 'de bob');
    }),
  );

test(
  'a room that is said to be gone and comes back is as sealed as it was',
  inGroup(async (scene) => {
    const { ana, bob, liar, key, to } = scene;
    const room = Buffer.from(key, 'hex');
    liar.say({ type: 'room-gone', room });
    await rests(bob, liar);
    liar.tell((said) =>
      said.type === 'room' && Buffer.from(said.room).equals(room)
        ? [{ ...said, gen: 0, epoch: 0, inside: false }]
        : [said],
    );
    liar.tell(inLog(key, (entry) => [{ ...entry, body: bodyOf('eu sou ana') }]));
    await comesBack(scene);
    await says(ana, to, 'um');
    await rests(bob, liar);
    assert.deepEqual(await sees(bob, to), ['unreadable malformed']);

    liar.repent();
    await comesBack(scene);
    await says(ana, to, 'dois');
    await hears(bob, to, 'dois');
  }),
);

test(
  'a nuvem that claims to be from before the room was sealed shows nothing there as said',
  inGroup(async (scene) => {
    const { ana, bob, liar, key, first, to } = scene;
    const room = Buffer.from(key, 'hex');
    liar.tell((said) => {
      if (said.type === 'welcome') return [{ ...said, incarnation: randomBytes(16) }];
      if (said.type !== 'room' || !Buffer.from(said.room).equals(room)) return [said];
      return [{ ...said, gen: 0, epoch: 0, inside: false, head: 1, mark: 0 }];
    });
    liar.tell(inLog(key, (entry) => (entry.seq === 1 ? [entry] : [])));
    await comesBack(scene);
    await rests(bob, liar);
    const line = { kind: 0, from: 'ana', device: ana.kept().device, no: 1, at: Date.now() };
    liar.say({ type: 'message', room, seq: 2, ...line, body: bodyOf('eu sou ana') });
    await rests(bob, liar);

    const lines = await bob.client.ask({ kind: 'lines', room: to, limit: 9 });
    assert.deepEqual(
      lines
        .map((each) => `${each.seq} ${shown(each)}`)
        .filter((row) => !row.endsWith('notice name')),
      // What was read before the nuvem went back stays.
      ['1 notice added', '2 unreadable not-in', `${first - 1} ana: antes`],
    );
  }),
);

test(
  'an own commit that the nuvem says it has and does not show is told, and looked for less and less',
  inGroup(async (scene) => {
    const { ana, bob, liar, to } = scene;
    await ana.client.ask({ kind: 'role', room: to, member: 'bob', role: 'admin' });
    await rests(bob, liar);
    liar.answer((asked) =>
      asked.type === 'commit'
        ? [{ type: 'stored', re: asked.re, no: asked.no, at: Date.now() }]
        : undefined,
    );
    const added = bob.client.ask({ kind: 'add', room: to, members: ['eva'] });
    await rests(bob, liar);
    await bob.say(to, 'de bob', 'waiting');
    const before = liar.count('hello');
    await pass(scene, 10);
    scene.clock.advance(6000);
    await bob.until('link', ({ link }) => link.state === 'down');
    assert.deepEqual(scene.warnings(), ['withheld']);

    liar.repent();
    await bob.client.ask({ kind: 'retry' });
    await added;
    await hears(ana, to, 'de bob');
    assert.ok(liar.count('hello') - before <= 2);
  }),
);

test(
  'a commit in crumbs is not fetched crumb by crumb',
  inGroup(async (scene) => {
    const { ana, bob, liar, key, to } = scene;
    liar.tell(
      inLog(key, (entry) => {
        if (entry.kind !== 3 || entry.seq < scene.first) return [entry];
        const commit = parseCommitEntry(entry.body);
        const named = { body: Buffer.alloc(0), blob: randomBytes(32) };
        return [{ ...entry, body: encodeCommitEntry({ ...commit, ...named }) }];
      }),
    );
    liar.answer((asked) =>
      asked.type === 'blob-get'
        ? [{ type: 'blob', re: asked.re, size: 2 * 1024 * 1024, body: Buffer.from([1]) }]
        : undefined,
    );
    const before = liar.count('blob-get');
    await ana.client.ask({ kind: 'add', room: to, members: ['eva'] });
    await rests(bob, liar);

    assert.equal(liar.count('blob-get') - before, 1);
    assert.deepEqual(await sees(bob, to), ['unreadable malformed']);
  }),
);

test(
  'a nuvem that tells of lines and does not send them is told of, and asked for them',
  inGroup(async (scene) => {
    const { ana, bob, liar, key, to } = scene;
    liar.tell((said, asked) => (asked?.type === 'post' && said.type === 'stored' ? [] : [said]));
    liar.tell((said) =>
      said.type === 'message' && Buffer.from(said.room).toString('hex') === key ? [] : [said],
    );
    await bob.say(to, 'um', 'waiting');
    await hears(ana, to, 'um');
    await comesBack(scene);
    await bob.say(to, 'dois', 'waiting');

    await pass(scene, 10);
    const isTold = (): boolean =>
      bob.events.some(
        (event) => event.event === 'notice' && isDeepStrictEqual(event.reason, ['withheld', to]),
      );
    const before = isTold();
    await pass(scene, 30);

    assert.deepEqual([before, isTold()], [false, true]);
    await hears(ana, to, 'dois');
  }),
);
