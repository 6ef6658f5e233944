import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { run } from './process.ts';

const built = import.meta.filename.endsWith('.js');
/** The checkout this bench belongs to. */
export const root = join(import.meta.dirname, built ? '../..' : '..');
const source = join(root, 'bench', 'load');
/** Where figures and the compiled generator go; not kept in git. */
export const out = join(root, 'bench', 'out');

/** Why the generator cannot be compiled here, as a sentence, or undefined when it can. */
export function whyNoLoad(): string | undefined {
  if (process.platform !== 'linux') return 'The load generator uses epoll and runs on Linux only.';
  const probe = spawnSync('cc', ['-E', '-'], { input: '#include <openssl/ssl.h>\n' });
  if (probe.error) return 'No C compiler found: install gcc (Debian: apt install gcc libc6-dev).';
  return probe.status === 0
    ? undefined
    : 'The headers of OpenSSL are missing: install libssl-dev (Debian: apt install libssl-dev).';
}

/** Compiles the generator, unless what is there is newer than its source, and answers its path. */
export async function buildLoad(): Promise<string> {
  const program = join(out, 'load');
  const files = readdirSync(source).map((file) => join(source, file));
  const newest = Math.max(...files.map((file) => statSync(file).mtimeMs));
  if (existsSync(program) && statSync(program).mtimeMs > newest) return program;
  mkdirSync(out, { recursive: true });
  const units = files.filter((file) => file.endsWith('.c'));
  await run('cc', ['-O2', '-Wall', '-o', program, ...units, '-lssl', '-lcrypto', '-lm']);
  return program;
}
