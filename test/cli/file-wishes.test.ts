import assert from 'node:assert/strict';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

import { newLook } from '../../src/cli/_look.ts';
import { choicesIn, firstChoices } from '../../src/home/choices.ts';
import type { Entry, Folder } from '../../src/tui/disk.ts';
import { Trouble } from '../../src/words/reason.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pychat-look-'));
  await writeFile(join(folder, 'a file.txt'), 'hello');
});
after(() => rm(folder, { recursive: true }));

describe('what the screen sees of the disk', () => {
  it('is what lies in a folder, with sizes', async () => {
    const found = (await newLook(folder)({ kind: 'folder', path: folder })) as Folder;

    assert.deepEqual(
      found.entries.map(({ name, kind, size }) => [name, kind, size]),
      [['a file.txt', 'file', 5]],
    );
  });

  it('is refused with a reason where nothing is', async () => {
    await assert.rejects(
      newLook(folder)({ kind: 'paths', paths: [join(folder, 'a file.txt'), join(folder, 'b')] }),
      (fault) => fault instanceof Trouble && fault.reason[0] === 'file-missing',
    );
    await assert.rejects(newLook(folder)({ kind: 'folder', path: join(folder, 'b') }), Trouble);
  });

  it('is the first reading of a dropped text in which all is there', async () => {
    const look = newLook(folder);
    const file = join(folder, 'a file.txt');
    const found = (await look({
      kind: 'dropped',
      readings: [[file], file.split(' ')],
    })) as readonly Entry[];
    assert.deepEqual(
      found.map(({ path }) => path),
      [file],
    );
    assert.deepEqual(await look({ kind: 'dropped', readings: [[join(folder, 'nope')]] }), []);
  });

  it('is a long text as a file of its own, each time another', async () => {
    const look = newLook(folder);
    const [one] = (await look({ kind: 'text', text: 'long' })) as readonly Entry[];
    const [other] = (await look({ kind: 'text', text: 'longer' })) as readonly Entry[];

    assert.equal(one?.size, 4);
    assert.notEqual(one?.path, other?.path);
  });

  it('goes once it was sent where it was made of a text, and nothing else does', async () => {
    const look = newLook(folder);
    const own = join(folder, 'own.txt');
    await writeFile(own, 'mine');
    const [made] = (await look({ kind: 'text', text: 'long' })) as readonly Entry[];
    const path = made?.path ?? '';

    await look({ kind: 'sent', path });
    await look({ kind: 'sent', path: own });
    await look({ kind: 'sent', path: join(folder, 'texts', '..', 'own.txt') });

    await assert.rejects(stat(path), { code: 'ENOENT' });
    assert.equal((await stat(own)).size, 4);
  });
});

it('what was chosen for files is there at the next start, whatever stands in the file', async () => {
  const files = { downloads: '/d', autoGet: 5, direct: false, previews: false };
  const kept = choicesIn(folder);
  kept.wish(files);
  // The screen of another process keeps its own choices, and leaves these.
  const other = choicesIn(folder);
  await kept.kept();
  other.keep({ ...firstChoices, theme: 'hc' });
  await other.kept();
  assert.equal((await choicesIn(folder).read()).theme, 'hc');
  assert.deepEqual((await choicesIn(folder).read()).files, files);

  const spoiled = { downloads: 7, autoGet: -1, direct: 'no', previews: 0 };
  await writeFile(join(folder, 'screen.json'), JSON.stringify({ files: spoiled }));
  assert.deepEqual((await choicesIn(folder).read()).files, {});
});
