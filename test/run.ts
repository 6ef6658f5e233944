import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { extname, join, sep } from 'node:path';
import process from 'node:process';
import { PassThrough } from 'node:stream';
import { run } from 'node:test';
import { spec, type TestEvent } from 'node:test/reporters';

/**
 * Runs test files, each in a process of its own: `node dist/test/run.js [word …]` takes the files whose
 * path holds one of the words. (`node --test <folder>` works on Node 20 only, `node --test <glob>` on 22
 * and later only.) `--part 1/3` leaves out two thirds of the files that are dealt out. Files named
 * `*.heavy.test.ts` kill processes and cut power by the hundred: they go last and one at a time, so that they
 * slow down nobody's clock.
 */
const here = import.meta.dirname;
/** Rooms whose tests take long: programs by the hundred, whole lives, crashes at any statement, large files. */
const costly = /^(bench|cli|client|e2ee|files|net|nuvem|pictures|store|tui|whole)\//;
const [part, wanted] = asked(process.argv.slice(2));
const files = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(sep).join('/'))
  .filter((file) => /\.test\.[jt]s$/.test(file))
  .filter((file) => wanted.length === 0 || wanted.some((word) => file.includes(word)))
  .toSorted()
  .filter(dealtTo(part));
const isHeavy = (file: string): boolean => file.includes('.heavy.');

/** A file that hangs says so by itself (`rig/stuck.ts`), unless it cannot even do that. */
const longest = 5 * 60_000;
const { NODE_OPTIONS = '' } = process.env;
const stuck = new URL(`rig/stuck${extname(import.meta.filename)}`, import.meta.url).href;
process.env['NODE_OPTIONS'] = `${NODE_OPTIONS} --import=${stuck}`;

if (files.length === 0) stop(`No test file matches ${wanted.join(' ')}. See the folder test`);
const events = new PassThrough({ objectMode: true });
events.compose(new spec()).pipe(process.stdout);
const sums = new Map<string, number>();
const light = files.filter((file) => !isHeavy(file));
// Much of what a file takes is waiting, for the disk and for other processes.
const atOnce = Math.min(4, availableParallelism()) + 1;
await Promise.all(Array.from({ length: atOnce }, () => work(light)));
await work(files.filter(isHeavy));
close();

function asked(words: readonly string[]): [part: string | undefined, wanted: readonly string[]] {
  const [dealt, rest] =
    words[0] === '--part' ? [words[1] ?? '', words.slice(2)] : [undefined, words];
  const unknown = rest.find((word) => word.startsWith('-'));
  return unknown === undefined ? [dealt, rest] : stop(`There is no ${unknown} here, only --part`);
}

/** What was asked for is not run in another way than it was meant. */
function stop(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(1);
}

/** Several Nodes that run after a whole one share what is costly: most of it is what the first Node has tried. */
function dealtTo(text: string | undefined): (file: string) => boolean {
  if (text === undefined) return () => true;
  const [, nth = 0, parts = 0] = (/^(\d+)\/(\d+)$/.exec(text) ?? []).map(Number);
  if (nth < 1 || nth > parts) stop(`--part is 1/3, 2/3 or the like, not ${text}`);
  let dealt = 0;
  return (file) => !costly.test(file) || dealt++ % parts === nth - 1;
}

async function work(queue: string[]): Promise<void> {
  for (let file = queue.shift(); file !== undefined; file = queue.shift())
    for (const event of await outcome(file)) events.write(event);
}

/** The events of one file, kept together. (The `timeout` of `run` is for single tests since Node 24.) */
async function outcome(file: string): Promise<readonly TestEvent[]> {
  const signal = AbortSignal.timeout(longest);
  const found: TestEvent[] = [];
  for await (const event of run({
    files: [join(here, file)],
    signal,
  }) as AsyncIterable<TestEvent>) {
    if (event.type === 'test:fail' && event.data.todo === undefined) process.exitCode = 1;
    if (!isSum(event)) found.push(event);
  }
  return found;
}

/** The runner's closing lines, such as `pass 71`, are added up and said once, at the end. */
function isSum(event: TestEvent): boolean {
  if ((event.type as string) === 'test:summary') return true;
  if (event.type !== 'test:diagnostic' || event.data.nesting !== 0) return false;
  const [, name, count] =
    /^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) ([\d.]+)$/.exec(
      event.data.message,
    ) ?? [];
  if (!name || !count) return false;
  sums.set(name, (sums.get(name) ?? 0) + Number(count));
  return true;
}

function close(): void {
  sums.set('duration_ms', performance.now());
  for (const [name, sum] of sums)
    events.write({
      type: 'test:diagnostic',
      data: { nesting: 0, message: `${name} ${Math.round(sum)}` },
    });
  // Node 22 and later list the failing tests when they hear this, Node 20 at the end.
  events.end({ type: 'test:summary', data: { success: process.exitCode !== 1 } });
}
