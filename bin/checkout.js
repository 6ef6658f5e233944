// What npm runs in a checkout: installs what is missing, builds what changed, then goes on. Not shipped.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const root = join(import.meta.dirname, '..');
const tool = (name) => join(root, 'node_modules', name);
const checks = [
  ['format', tool('oxfmt/bin/oxfmt'), '--check'],
  ['lint', tool('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings'],
  ['unused code', tool('knip/bin/knip.js')],
  ['package', tool('publint/src/cli.js'), '--strict'],
];
const tasks = {
  // A program started here keeps its files here too, unless told otherwise.
  start: () => import('./pychat.js'),
  build: () => undefined,
  check: () => {
    const failed = checks.filter((check) => !passes(...check)).map(([what]) => what);
    if (failed.length === 0) return;
    // Said at the end, behind whatever else runs.
    process.on('exit', () => {
      process.exitCode ||= 1;
      say(`${failed.join(' and ')} failed. Read above what is wrong.`);
    });
  },
  // A filter (`npm test -- store`) asks for those tests alone, without the checks of the whole tree.
  test: () => {
    if (process.argv.length === 2) tasks.check();
    return import('../dist/test/run.js');
  },
  nodes: () => import('../dist/test/nodes.js'),
  bench: () => import('../dist/bench/run.js'),
  docs: async () => {
    (await import('../dist/test/protocol/document.js')).write();
    (await import('../dist/test/tui/rig/pictures.js')).write();
  },
};

const [task] = process.argv.splice(2, 1);
install();
build();
await tasks[task]();

function install() {
  const wanted = sha256(readFileSync(join(root, 'package-lock.json')));
  const mark = join(root, 'node_modules', '.pychat-lock');
  if (read(mark) === wanted) return;
  say('installing what is missing …');
  // Not `npm ci`: it refuses a lock that lacks the native parts of platforms it was not written on. This
  // keeps to the lock all the same, adds what this platform needs, and leaves the file alone.
  const args = ['install', '--no-save', '--no-progress'];
  // npm tells its scripts where it lives; outside one, `npm` is on the path.
  const npm = process.env.npm_execpath;
  const done = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], quiet())
    : spawnSync(`npm ${args.join(' ')}`, { ...quiet(), shell: true });
  if (done.status !== 0) fail('npm install', done.status ?? 1);
  writeFileSync(mark, wanted);
}

/** Builds only when a source is newer than the last build, so that a second pychat never meets a half-written one. */
function build() {
  const mark = join(root, 'dist', '.built');
  const sources = ['src', 'test', 'bench'].flatMap((folder) => filesIn(folder, /\.ts$/));
  const inputs = [...sources, 'tsconfig.json', 'package-lock.json'];
  const wanted = sha256(
    inputs.map((file) => `${file} ${statSync(join(root, file)).mtimeMs}`).join('\n'),
  );
  if (read(mark) === wanted) return;
  if (!passes('build', tool('typescript/bin/tsc'), '-p', root)) fail('build', 1);
  const built = /\.(?:js|js\.map|d\.ts)$/;
  const known = new Set(sources.map((file) => file.replace(/\.ts$/, '')));
  for (const file of filesIn('dist', built))
    if (!known.has(file.slice(5).replace(built, ''))) rmSync(join(root, file));
  writeFileSync(mark, wanted);
}

function filesIn(folder, like) {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true })
    .filter((file) => like.test(file))
    .map((file) => join(folder, file));
}

function passes(_what, script, ...args) {
  return spawnSync(process.execPath, [script, ...args], quiet()).status === 0;
}

function fail(what, code) {
  say(`${what} failed. Read above what is wrong.`);
  process.exit(code);
}

/** Standard output belongs to the command; what the steps say goes to standard error. */
function quiet() {
  return { cwd: root, stdio: ['ignore', 2, 2] };
}

function read(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function sha256(data) {
  return createHash('sha256').update(data).digest('hex');
}

function say(text) {
  process.stderr.write(`pychat: ${text}\n`);
}
