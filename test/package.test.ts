import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(
  import.meta.dirname,
  import.meta.filename.endsWith('.ts') ? '..' : join('..', '..'),
);

interface Packed {
  readonly files: readonly { readonly path: string }[];
}

/** The files that npm would publish. */
function packed(): readonly string[] {
  const { stdout } = spawnSync('npm pack --dry-run --json', {
    cwd: root,
    shell: true,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const said = JSON.parse(stdout) as readonly Packed[] | Readonly<Record<string, Packed>>;
  // A list up to npm 10, an object by package name from npm 11 on.
  return Object.values(said)[0]!.files.map(({ path }) => path);
}

test('the package holds the program, what to read first, and nothing of the workshop', () => {
  const files = packed();

  for (const wanted of ['bin/pychat.js', 'dist/src/cli/main.js', 'README.md', 'LICENSE'])
    assert.ok(files.includes(wanted), wanted);
  const strange = files.filter(
    (file) =>
      !/^(?:package\.json|LICENSE|README[\w.-]*\.md|bin\/pychat\.js|dist\/src\/.+\.js|dist\/src\/.+\.d\.ts)$/.test(
        file,
      ),
  );
  assert.deepEqual(strange, []);
});

test('what is installed is pinned, so that what was tested is what runs', () => {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Readonly<Record<string, Readonly<Record<string, string>>>>;

  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    assert.match(version, /^\d+\.\d+\.\d+$/, name);
});
