import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

import { openHistory, readHistory } from '../../src/home/history.ts';

const [, , role, folder = ''] = process.argv;
const name = 'ana@nuvem.txt';

if (role === 'writer') {
  // Each generation of the file holds one number in all its lines.
  for (let n = 1; ; n++) {
    const history = await openHistory(folder, name);
    for (const room of ['@bob', '+lab', '#lobby'])
      history.replace(
        room,
        [1, 2, 3].map((at) => ({ at: at * 60_000, from: 'bob', text: `generation ${n}` })),
      );
    await history[Symbol.asyncDispose]();
    process.stdout.write(`${n}\n`);
  }
} else {
  test('kill -9 at any moment leaves a whole file, at least as new as what was said to be written', async () => {
    const home = await mkdtemp(join(tmpdir(), 'pychat-kill-'));
    try {
      for (let life = 1; life <= 12; life++) {
        const said = await killAfter(home, life * 3);

        const found = await readHistory(home, name);
        const texts = found.flatMap(({ lines }) => lines.map(({ text }) => text));
        const read = Number(texts[0]?.split(' ')[1]);

        assert.equal(texts.length, 9);
        assert.equal(new Set(texts).size, 1, texts.join());
        assert.ok(read === said || read === said + 1, `${read} read, ${said} said`);
      }
      await using history = await openHistory(home, name);
      assert.deepEqual(await readdir(home), [basename(history.file)]);
    } finally {
      await rm(home, { recursive: true });
    }
  });
}

/** Kills a writer after so many of its files, and answers the last one it told of. */
async function killAfter(home: string, files: number): Promise<number> {
  const child = spawn(process.execPath, [import.meta.filename, 'writer', home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = 0;
  const rows = createInterface(child.stdout);
  rows.on('line', (row) => {
    said = Number(row);
    if (said === files) child.kill('SIGKILL');
  });
  await Promise.all([once(child, 'exit'), once(rows, 'close')]);
  return said;
}
