import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Db, Hit, Kept, KeptRoom, Write } from '../../src/client/db-port.ts';
import { excerpt, isIn, queryOf } from '../../src/client/query.ts';
import { type Content, encodeContent } from '../../src/protocol/content.ts';
import { inFolder, line, open, room, roomKey } from '../rig/client-db.ts';

const found = (text: string, said: string): boolean => {
  const query = queryOf(text);
  return query !== undefined && isIn(query, said);
};

test('a search finds words by their beginning, without accents, and phrases whole', () => {
  assert.ok(found('coracao', 'Meu CORAÇÃO bate'));
  assert.ok(found('coração', 'meu coracao bate'));
  assert.ok(found('cora bat', 'meu coração bate'));
  assert.ok(found('bate cora', 'meu coração bate'));
  assert.ok(found('"coração bate"', 'meu coração bate'));
  assert.ok(!found('"bate coração"', 'meu coração bate'));
  assert.ok(!found('racao', 'meu coração bate'), 'not in the middle of a word');
  assert.ok(found('example', 'https://www.example.org/'));
  assert.ok(found('本', '日本語'), 'anywhere, where words have no blanks between them');
  assert.ok(found('/help', 'type /help'));
  assert.equal(queryOf('  " " '), undefined);
  assert.deepEqual(queryOf('from:@Ana oi'), { from: 'ana', terms: ['oi'] });
});

test('an excerpt shows the place of the first word, however long the text', () => {
  const query = queryOf('agulha');
  assert.ok(query);
  const text = `${'é palha '.repeat(10_000)}uma Agulha aqui ${'palha '.repeat(10_000)}`;

  const shown = excerpt(query, text, 60);

  assert.match(shown, /Agulha aqui/);
  assert.ok(shown.length <= 62);
});

const other: KeptRoom = { ...room, key: 'cd'.repeat(16), name: 'praca' };
const stranger: KeptRoom = { ...room, key: 'ef'.repeat(16), kind: 'dm', request: true };

const said = (seq: number, content: Content, more: Partial<Kept> = {}): Write => ({
  do: 'archive',
  line: { ...line(seq), body: encodeContent(content), ...more },
  own: false,
});
const text = (words: string): Content => ({ kind: 'text', text: words });

async function all(db: Db, words: string, where?: string): Promise<readonly Hit[]> {
  const hits: Hit[] = [];
  let from: string | undefined;
  do {
    const wanted = { text: words, ...(where === undefined ? {} : { room: where }) };
    const part = await db.search(from === undefined ? wanted : { ...wanted, from });
    hits.push(...part.hits);
    from = part.next;
  } while (from !== undefined);
  return hits;
}
const seqs = (hits: readonly Hit[]): readonly number[] => hits.map(({ line: { seq } }) => seq);

test(
  'a search goes through all rooms, newest first, in parts',
  inFolder(async (folder) => {
    await using db = open(folder);
    const writes: Write[] = [room, other, stranger].map((each) => ({ do: 'room', room: each }));
    for (let seq = 1; seq <= 3000; seq += 1) {
      const at = 1000 + seq * 2;
      writes.push(said(seq, text(seq % 10 === 0 ? `maçã ${seq}` : `nada ${seq}`), { at }));
      writes.push(
        said(seq, text(seq % 15 === 0 ? `Maca! ${seq}` : 'nada'), { at: at + 1, room: other.key }),
      );
    }
    writes.push(said(1, text('maca'), { room: stranger.key }));
    await db.commit(writes);

    const first = await db.search({ text: 'maca' });
    const everywhere = await all(db, 'maca');
    const here = await all(db, 'maca', other.key);

    assert.ok(first.next !== undefined && first.hits.length <= 50);
    assert.equal(
      everywhere.length,
      500,
      'each once, and nothing of a stranger who was not accepted',
    );
    const times = everywhere.map(({ line: { at } }) => at);
    assert.deepEqual(
      times,
      times.toSorted((one, two) => two - one),
    );
    assert.deepEqual(
      seqs(here),
      Array.from({ length: 200 }, (_, index) => 3000 - index * 15),
    );
    await assert.rejects(db.search({ text: 'maca', from: 'nowhere' }), /is over/);
  }),
);

test(
  'a line is found as it reads today: corrected, taken back, removed',
  inFolder(async (folder) => {
    await using db = open(folder);
    await db.commit([
      { do: 'room', room },
      said(1, text('uma pera')),
      said(2, text('uma banana')),
      said(3, text('outra pera')),
      said(4, text('pera de bia'), { from: 'bia' }),
      said(5, text('removed pera')),
      said(6, { kind: 'edit', of: 1, text: 'um figo' }),
      said(7, { kind: 'edit', of: 2, text: 'primeiro kiwi' }),
      said(8, { kind: 'edit', of: 2, text: 'agora pera' }),
      said(9, { kind: 'delete', of: 3 }),
      said(10, { kind: 'delete', of: 4 }),
      said(11, { kind: 'reply', to: 1, text: 'pera?' }),
      { do: 'blank', room: roomKey, seq: 5 },
    ]);

    const hits = await all(db, 'pera');

    // Nobody takes back what somebody else said.
    assert.deepEqual(seqs(hits), [11, 4, 2]);
    assert.equal(hits[2]?.text, 'agora pera');
    assert.deepEqual(seqs(await all(db, 'figo')), [1]);
    assert.deepEqual(await all(db, 'kiwi'), []);
    assert.deepEqual(seqs(await all(db, 'from:bia')), [4]);
  }),
);

test(
  'what is being written is kept sealed, and forgotten when it is empty',
  inFolder(async (folder) => {
    {
      await using db = open(folder);
      await db.commit([
        { do: 'draft', draft: { room: roomKey, text: 'a meio' } },
        { do: 'draft', draft: { room: '@zeca', text: 'oi zeca' } },
        { do: 'draft', draft: { room: '@zeca', text: '' } },
      ]);
    }
    await using again = open(folder);
    assert.deepEqual(await again.drafts(), [{ room: roomKey, text: 'a meio' }]);
  }),
);
