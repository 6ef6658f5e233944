import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newClient, type TestClient } from '../rig/client.ts';
import { newRig } from '../rig/nuvem.ts';

const many = 450;
const fast = { settings: { postsPerSecond: 100_000, postsBurst: 100_000 } };

/** A channel in which ana has said so much before anybody else came. */
async function talked(ana: TestClient): Promise<void> {
  await ana.client.ask({
    kind: 'create',
    id: 'ab'.repeat(16),
    what: 'channel',
    name: '#praca',
    members: [],
  });
  await Promise.all(
    Array.from({ length: many }, (_, index) => ana.say('#praca', `line ${index + 1}`)),
  );
}

const textsOf = (lines: readonly { readonly content: object }[]): readonly string[] =>
  lines.flatMap(({ content }) =>
    'text' in content && 'kind' in content && content.kind === 'text' ? [String(content.text)] : [],
  );

test('who comes late scrolls back to the first line of a channel, page by page, and keeps what was fetched', async () => {
  await using rig = await newRig(fast);
  await using ana = await newClient(rig, 'ana');
  await talked(ana);
  await using bia = await newClient(rig, 'bia');
  await bia.client.ask({ kind: 'join', name: '#praca' });
  await bia.say('#praca', 'cheguei');
  const here = await bia.client.ask<'lines'>({ kind: 'lines', room: '#praca', limit: 1000 });
  assert.ok(here.length < 10, 'what was before her is not here yet');

  let before = here.find(({ seq }) => seq !== undefined)?.seq ?? 0;
  const found: string[] = [];
  let whole = false;
  while (!whole) {
    const page = await bia.client.ask<'older'>({
      kind: 'older',
      room: '#praca',
      before,
      limit: 100,
    });
    found.unshift(...textsOf(page.lines));
    assert.ok(page.lines.length > 0 || page.whole, 'every page goes on');
    before = page.lines[0]?.seq ?? before;
    ({ whole } = page);
  }
  const wanted = Array.from({ length: many }, (_, index) => `line ${index + 1}`);
  assert.deepEqual(found, wanted);

  bia.network(false);
  bia.cut();
  await bia.until('link', ({ link }) => link.state === 'down');
  const kept = await bia.client.ask<'lines'>({ kind: 'lines', room: '#praca', limit: 1000 });
  assert.deepEqual(textsOf(kept), [...wanted, 'cheguei']);
  const { hits } = await bia.client.ask<'search'>({
    kind: 'search',
    text: '"line 7"',
    room: '#praca',
  });
  assert.deepEqual(textsOf(hits).toReversed().slice(0, 2), ['line 7', 'line 70']);
});

test('without the nuvem the archive is shown as far as it goes, and is not called whole', async () => {
  await using rig = await newRig(fast);
  await using ana = await newClient(rig, 'ana');
  await talked(ana);
  await using bia = await newClient(rig, 'bia');
  await bia.client.ask({ kind: 'join', name: '#praca' });
  await bia.say('#praca', 'cheguei');
  bia.network(false);
  bia.cut();
  await bia.until('link', ({ link }) => link.state === 'down');

  const page = await bia.client.ask<'older'>({
    kind: 'older',
    room: '#praca',
    before: 400,
    limit: 100,
  });

  assert.deepEqual(page, { lines: [], whole: false });
});

test('what a person did not hear of a channel while they had left it is fetched too', async () => {
  await using rig = await newRig(fast);
  await using ana = await newClient(rig, 'ana');
  await using bia = await newClient(rig, 'bia');
  await ana.client.ask({
    kind: 'create',
    id: 'ab'.repeat(16),
    what: 'channel',
    name: '#praca',
    members: [],
  });
  await bia.client.ask({ kind: 'join', name: '#praca' });
  await bia.say('#praca', 'um');
  await bia.client.ask({ kind: 'leave', room: '#praca' });
  await bia.until('room-gone');
  await ana.say('#praca', 'dois');
  await bia.client.ask({ kind: 'join', name: '#praca' });
  const { seq = 0 } = await bia.say('#praca', 'tres');

  const page = await bia.client.ask<'older'>({
    kind: 'older',
    room: '#praca',
    before: seq,
    limit: 100,
  });

  assert.deepEqual(textsOf(page.lines), ['um', 'dois']);
  assert.equal(page.whole, true);
});

test('a draft is there when the client is opened again, under the name of its room', async () => {
  await using rig = await newRig(fast);
  await using ana = await newClient(rig, 'ana');
  await ana.client.ask({ kind: 'draft', room: '#lobby', text: 'a meio cam' });
  await ana.client.ask({ kind: 'draft', room: '@zeca', text: 'oi' });

  await using again = await ana.again();

  const drafts = await again.client.ask<'drafts'>({ kind: 'drafts' });
  assert.deepEqual(
    drafts.toSorted((one, two) => (one.room < two.room ? -1 : 1)),
    [
      { room: '#lobby', text: 'a meio cam' },
      { room: '@zeca', text: 'oi' },
    ],
  );
});
