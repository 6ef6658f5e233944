import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

/**
 * Runs the built tests on the real Node of each supported line, taken from npm's own packages of it:
 * `npm run test:nodes`, or some of them, `npm run test:nodes -- 22 24`. One line per Node. With `--deal`, for
 * where everything ran on another Node before, each runs its part of the files that `run.ts` deals out.
 */
const versions = ['20.20.2', '22.23.3', '24.21.0', '26.10.0'];
const here = import.meta.dirname;
const cache = join(here, '..', '..', 'node_modules', '.cache', 'nodes');
const platform = process.platform === 'win32' ? 'win' : process.platform;
const program = process.platform === 'win32' ? 'node.exe' : 'node';

const words = process.argv.slice(2);
const isDealt = words.includes('--deal');
const lines = words.filter((word) => word !== '--deal');
const lineOf = (version: string): string => version.split('.')[0]!;
const wanted = versions.filter((version) => lines.length === 0 || lines.includes(lineOf(version)));
const strange = lines.filter((line) => !versions.some((version) => lineOf(version) === line));
if (strange.length > 0) {
  process.stderr.write(
    `There is no ${strange.join(' ')} here. Choose from ${versions.map(lineOf).join(' ')}, and --deal\n`,
  );
  process.exit(1);
}
for (const [at, version] of wanted.entries()) {
  const part = isDealt ? `${at + 1}/${wanted.length}` : undefined;
  if (!(await passes(version, part))) process.exitCode = 1;
}

async function passes(version: string, part: string | undefined): Promise<boolean> {
  const node = installed(version);
  if (!node) {
    process.stdout.write(`node ${version}: not run, its package could not be installed\n`);
    return false;
  }
  const { code, output } = await outcome(node, part);
  const count = (name: string): string =>
    new RegExp(`^\\S+ ${name} ([\\d.]+)$`, 'm').exec(output)?.[1] ?? '?';
  const passed = code === 0 && Number(count('pass')) > 0;
  if (!passed) process.stdout.write(`${output}\n`);
  const share = part ? ` (of the costly files part ${part})` : '';
  process.stdout.write(
    `node ${version}${share}: ${passed ? 'passed' : `FAILED (exit ${code})`} · tests ${count('tests')} · ` +
      `pass ${count('pass')} · fail ${count('fail')} · skipped ${count('skipped')} · ` +
      `${Math.round(Number(count('duration_ms')) / 1000)} s\n`,
  );
  return passed;
}

function installed(version: string): string | undefined {
  const home = join(cache, version);
  const name = `node-${platform}-${process.arch}`;
  const node = join(home, 'node_modules', name, 'bin', program);
  if (existsSync(node)) return node;
  const npm = process.env['npm_execpath'];
  const args = `i --no-save --ignore-scripts --no-package-lock --prefix ${JSON.stringify(home)} ${name}@${version}`;
  // npm's JavaScript needs no shell to run; without its place, a shell finds `npm` on every platform.
  const command = npm?.endsWith('.js') ? `"${process.execPath}" "${npm}" ${args}` : `npm ${args}`;
  spawnSync(command, { shell: true, stdio: ['ignore', 2, 2] });
  return existsSync(node) ? node : undefined;
}

async function outcome(
  node: string,
  part: string | undefined,
): Promise<{ code: number | null; output: string }> {
  // What is killed by the dozen in `npm test` is killed a few times here: a Node is tried, not a promise.
  const env = { PYCHAT_KILLS: '3', ...process.env };
  const child = spawn(node, [join(here, 'run.js'), ...(part ? ['--part', part] : [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const code = await new Promise<number | null>((resolve) => void child.on('close', resolve));
  return { code, output };
}
