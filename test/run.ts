import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

// `node --test <dir>` works on Node 20 only and `node --test <glob>` on 22 and later only.
const wanted = process.argv.slice(process.argv[2] === 'test' ? 3 : 2);
const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.test\.[jt]s$/.test(file))
  .filter((file) => wanted.length === 0 || wanted.some((word) => file.includes(word)))
  .map((file) => join(import.meta.dirname, file));

if (files.length === 0) {
  process.stderr.write(`no test file matches ${wanted.join(' ')}\n`);
  process.exit(1);
}
run({ files, concurrency: true })
  .on('test:fail', () => void (process.exitCode = 1))
  .compose(new spec())
  .pipe(process.stdout);
