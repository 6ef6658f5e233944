import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { some } from './rig/file-scenes.ts';
import { plainScene } from './rig/plain.ts';
import { line, noon, room } from './rig/scene.ts';

const offer = line('@ana', 3, 'ana', '', {
  at: noon,
  content: {
    kind: 'file',
    file: Buffer.alloc(16, 6),
    name: 'foto.png',
    size: 2_411_724,
    type: 'image/png',
  },
});
const offered = { ...some[5]!, line: offer.id, name: 'foto.png' };

function talking(aloud = false) {
  const scene = plainScene({ aloud });
  scene.rooms(room('@ana', { head: 2, read: 2 }));
  scene.happen({ type: 'answer', purpose: { for: 'files' }, answer: [] });
  scene.tell({ event: 'file', file: offered });
  scene.tell({ event: 'line', line: offer });
  return scene;
}

describe('files line by line', () => {
  it('are told with their size and what fetches them', () => {
    const text = talking().texts().join('\n');

    assert.match(text, /<ana> a file: foto\.png, 2\.3 MiB; \/get 1 fetches it/);
  });

  it('are fetched by the number of their line', () => {
    const scene = talking();
    scene.asks();

    scene.typed('/get 1');

    assert.deepEqual(scene.asks(), [{ kind: 'get-file', file: offered.id }]);
  });

  it('are listed with numbers, and paused by these; what is done is told', () => {
    const scene = talking(true);
    scene.texts();
    scene.asks();

    scene.typed('/files', '/files pause 1');
    scene.tell({ event: 'file', file: { ...offered, state: 'done', path: '/d/foto.png' } });

    const texts = scene.texts();
    assert.ok(texts.includes('1 foto.png, 2.3 MiB, @ana, offered'), texts.join('\n'));
    assert.ok(texts.some((text) => /foto\.png is here/i.test(text)));
    assert.deepEqual(
      scene.asks().map(({ kind }) => kind),
      ['pause-file'],
    );
  });

  it('are made of a text that no line holds, once that is agreed to', () => {
    const scene = talking();
    const text = 'a'.repeat(200_000);
    scene.texts();
    scene.effects();

    scene.typed(text);
    assert.deepEqual(scene.texts(), [
      '! That is too long for one message (195.3 KiB). Send it to @ana as a file? /yes or /cancel',
    ]);
    scene.typed('/cancel', '/yes');
    assert.deepEqual(scene.texts().at(-1), '-- nothing was asked');
    assert.deepEqual(scene.effects(), []);

    scene.typed(text, '/yes');
    assert.deepEqual(scene.effects(), [
      {
        do: 'disk',
        ask: { kind: 'text', text },
        purpose: { for: 'sending', to: '@ana' },
      },
    ]);
  });

  it('wait for an answer where somebody is new, and are not sent without one', () => {
    const scene = talking();
    const newcomers = { mark: 'a1', people: ['eva'], devices: [], more: 0 };
    scene.tell({ event: 'room', room: room('@ana', { sealed: true, newcomers }) });
    scene.asks();
    scene.texts();
    const entry = { name: 'a.txt', path: '/d/a.txt', kind: 'file', size: 5, at: noon } as const;

    scene.happen({ type: 'answer', purpose: { for: 'sending', to: '@ana' }, answer: [entry] });
    assert.deepEqual(scene.texts(), ['! NEW in @ana: eva. Send it to them, too? /yes or /cancel']);
    assert.deepEqual(scene.asks(), []);

    scene.typed('/yes');
    assert.deepEqual(
      scene.asks().map(({ kind }) => kind),
      ['meet', 'send-file'],
    );
  });

  it('of this person that fail count once, however often that is told', () => {
    const scene = talking();
    const mine = { ...offer, from: 'bob', id: 'f0', state: 'waiting' } as const;
    const { seq: _seq, ...waiting } = mine;
    const file = { ...some[5]!, way: 'out', from: 'bob', line: mine.id } as const;
    scene.tell({ event: 'line', line: waiting });
    scene.tell({ event: 'state', room: '@ana', id: mine.id, seq: 4, state: 'stored' });
    scene.tell({ event: 'file', file: { ...file, state: 'waiting' } });

    for (let times = 0; times < 2; times += 1)
      scene.tell({ event: 'file', file: { ...file, state: 'failed', reason: ['file-changing'] } });

    assert.equal(scene.failed(), 1);
  });

  it('and texts that nobody agreed to by the end of the input count as not sent', () => {
    const scene = talking();
    scene.typed('a'.repeat(200_000));
    assert.equal(scene.failed(), 0);

    scene.end();

    assert.equal(scene.failed(), 1);
  });
});
