import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { extname, join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';

const run = join(import.meta.dirname, `run${extname(import.meta.filename)}`);

test('what is asked of the runner in words that it does not know runs nothing', () => {
  for (const args of [
    ['--part', 'base/digits'],
    ['--part', '4/3'],
    ['--part', '0/3'],
    ['--part'],
    ['--parts', '1/3'],
  ]) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [run, ...args], {
      encoding: 'utf8',
    });
    assert.deepEqual([status, stdout], [1, ''], args.join(' '));
    assert.match(stderr, /--part/);
  }
});

test('what is dealt out runs in one of the parts', () => {
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  const files = ['client/sealed/digits', 'client/sealed/title'];
  const ran = ['1/2', '2/2'].map((part) => {
    const args = [run, '--part', part, ...files];
    return titles(spawnSync(process.execPath, args, { encoding: 'utf8', env }).stdout);
  });
  const all = titles(
    spawnSync(process.execPath, [run, ...files], { encoding: 'utf8', env }).stdout,
  );

  assert.ok(ran.every((some) => some.length > 0));
  assert.deepEqual(ran.flat().toSorted(), all.toSorted());
});

const titles = (output: string): readonly string[] =>
  [...output.matchAll(/^✔ (.*) \(/gm)].map(([, title = '']) => title);
