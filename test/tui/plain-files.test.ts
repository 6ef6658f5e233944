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
});
