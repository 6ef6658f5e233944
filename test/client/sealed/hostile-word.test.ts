import assert from 'node:assert/strict';
import { test } from 'node:test';

import { type Content, encodeContent } from '../../../src/protocol/content.ts';
import type { Entry } from '../../../src/protocol/messages.ts';
import { bodyOf } from '../../rig/nuvem.ts';
import { inLog, newScenes, rests, says, sees } from '../rig/hostile.ts';

const inGroup = newScenes();

type Notice = Extract<Content, { kind: 'notice' }>;
const noticed = (
  entry: Entry,
  change: Notice['change'],
  names: string[],
  text?: string,
): Entry => ({
  ...entry,
  kind: 1,
  device: 0,
  no: 0,
  body: encodeContent({ kind: 'notice', change, names, by: 'ana', text }),
});

const lies: readonly (readonly [string, Notice['change'], string[], string?])[] = [
  ['somebody in the room left', 'left', ['bob']],
  ['somebody in the room was taken out', 'removed', ['ana']],
  ['somebody in the room was banned', 'banned', ['ana']],
  ['somebody came who did not', 'joined', ['eva']],
  ['somebody was brought who was not', 'added', ['bob', 'eva']],
  ['a line of others was removed', 'line-removed', [], 'antes'],
];
for (const [what, change, names, text] of lies)
  test(
    `the word of the nuvem that ${what} stands as made up, and does nothing`,
    inGroup(async ({ ana, bob, liar, to, key, first }) => {
      liar.tell(
        inLog(key, (entry) =>
          entry.seq === first
            ? [noticed(entry, change, names, text && String(first - 1))]
            : [entry],
        ),
      );
      await says(ana, to, 'um');
      await says(ana, to, 'dois');
      await rests(bob, liar);

      assert.deepEqual(await sees(bob, to), ['unreadable untrue', 'ana: dois']);
      const [before] = await bob.client.ask({ kind: 'lines', room: to, before: first, limit: 1 });
      assert.deepEqual(before?.content, { kind: 'text', text: 'antes' });
    }),
  );

test(
  'what the nuvem may say of a sealed room stands as it is',
  inGroup(async ({ ana, bob, liar, to }) => {
    await ana.client.ask({ kind: 'set-room', room: to, topic: 'chuva' });
    await ana.client.ask({ kind: 'role', room: to, member: 'bob', role: 'admin' });
    await rests(bob, liar);

    assert.deepEqual(await sees(bob, to), ['notice topic', 'notice role']);
  }),
);

test(
  'whoever wrote a line is told when the nuvem shows another one in its place',
  inGroup(async ({ bob, ana, liar, to, key }) => {
    const other = bob.kept().device;
    await says(ana, to, 'um');
    liar.tell(
      inLog(key, (entry) => [entry.device === other ? { ...entry, body: bodyOf('outra') } : entry]),
    );
    const sent = bob.say(to, 'de bob', 'delivered');
    await assert.rejects(sent, /its log went on without it/);
    await rests(bob, liar);

    assert.deepEqual(await sees(bob, to), ['ana: um', 'unreadable own', 'bob: de bob']);
    const lines = await bob.client.ask({ kind: 'lines', room: to, limit: 9 });
    assert.equal(lines.at(-1)?.state, 'failed');
  }),
);

test(
  'what is no line, no notice and not removed is shown as newer in an open channel, and nothing breaks',
  inGroup(async ({ ana, bob, liar, rig }) => {
    const lobby = (await rig.lobby()).toString('hex');
    const kinds = [1, 2, 3, 4, 9];
    liar.tell(
      inLog(lobby, (entry) => [{ ...entry, kind: kinds.shift() ?? 0, body: bodyOf('oi') }]),
    );
    for (const text of ['a', 'b', 'c', 'd', 'e', 'f']) await says(ana, '#lobby', text);
    await rests(bob, liar);

    const lines = await bob.client.ask({ kind: 'lines', room: '#lobby', limit: 9 });
    assert.deepEqual(
      lines.map(({ content }) => (content.kind === 'text' ? content.text : content.kind)),
      ['newer', 'newer', 'newer', 'newer', 'newer', 'oi'],
    );
  }),
);
