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
  check: () => checks.forEach((check) => run(...check)),
  // A filter (`npm test -- store`) asks for those tests alone, without the checks of the whole tree.
  test: () => {
    if (process.argv.length === 2) tasks.check();
    return import('../dist/test/run.js');
  },
  nodes: () => import('../dist/test/nodes.js'),
  docs: () => import('../dist/test/protocol/document.js').then((document) => document.write()),
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
  // npm tells its scripts where it lives; outside one, `npm` is on the path.
  const npm = process.env.npm_execpath;
  const done = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, 'ci', '--no-progress'], quiet())
    : spawnSync('npm ci --no-progress', { ...quiet(), shell: true });
  if (done.status !== 0) fail('npm ci', done);
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
  run('build', tool('typescript/bin/tsc'), '-p', root);
  const known = new Set(sources.map((file) => file.replace(/\.ts$/, '')));
  for (const file of filesIn('dist', /\.js(\.map)?$/))
    if (!known.has(file.slice(5).replace(/\.js(\.map)?$/, ''))) rmSync(join(root, file));
  writeFileSync(mark, wanted);
}

function filesIn(folder, like) {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true })
    .filter((file) => like.test(file))
    .map((file) => join(folder, file));
}

function run(what, script, ...args) {
  const done = spawnSync(process.execPath, [script, ...args], quiet());
  if (done.status !== 0) fail(what, done);
}

function fail(what, done) {
  say(`${what} failed. Its own words stand above.`);
  process.exit(done.status ?? 1);
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
