// What `npm start` and `npm test` run in a checkout: installs what is missing, builds, then goes on.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const root = join(import.meta.dirname, '..');
const mark = join(root, 'node_modules', '.pychat-lock');
const tool = (name) => join(root, 'node_modules', name);
const steps = {
  start: [],
  test: [
    ['format', tool('oxfmt/bin/oxfmt'), '--check'],
    ['lint', tool('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings'],
    ['unused code', tool('knip/bin/knip.js')],
    ['package', tool('publint/src/cli.js')],
  ],
};

const [task = 'start', ...rest] = process.argv.slice(2);
install();
run('build', tool('typescript/bin/tsc'), '-p', root);
// A filter (`npm test -- store`) asks for those tests alone, without the checks of the whole tree.
if (task === 'test' && rest.length === 0) for (const step of steps.test) run(...step);
if (task === 'test') await import('../dist/test/run.js');
else {
  process.argv.splice(2, 1);
  await import('./pychat.js');
}

function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return;
  process.stderr.write('pychat: installing what is missing …\n');
  // npm tells its scripts where it lives; outside one, `npm` is on the path.
  const npm = process.env.npm_execpath;
  const done = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, 'ci', '--no-progress'], quiet())
    : spawnSync('npm', ['ci', '--no-progress'], {
        ...quiet(),
        shell: process.platform === 'win32',
      });
  if (done.status !== 0) process.exit(done.status ?? 1);
  writeFileSync(mark, lock);
}

function run(what, script, ...args) {
  const done = spawnSync(process.execPath, [script, ...args], quiet());
  if (done.status === 0) return;
  process.stderr.write(`pychat: ${what} failed.\n`);
  process.exit(done.status ?? 1);
}

/** Standard output belongs to the command; what the steps say goes to standard error. */
function quiet() {
  return { cwd: root, stdio: ['ignore', 2, 2] };
}
