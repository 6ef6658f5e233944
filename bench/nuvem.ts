import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { openNuvemStore } from '../src/cli/_store.ts';
import { homeOf, surroundings } from '../src/home/paths.ts';
import type { Case } from './cases.ts';
import { root } from './generator.ts';
import { settle } from './people.ts';
import { stop } from './process.ts';
import { pinned, type Server } from './server.ts';

/** The program as people start it. */
export const program = join(root, 'bin', 'pychat.js');

/** Nobody who measures wants to be slowed down; everything else is as people have it. */
const limits = 'posts=1000000000,bytes=100000000000,day=900000000000,rooms=100000';

/** More for Node, such as `--cpu-prof`. */
const flags = process.env['BENCH_NODE_FLAGS']?.split(' ') ?? [];

/** A home full of the people of this case, and `pychat serve` on it. */
export async function nuvem(folder: string, what: Case, unsealed = false): Promise<Server> {
  const home = homeOf(folder, surroundings(process.env));
  mkdirSync(home.data, { recursive: true, mode: 0o700 });
  const people = join(folder, 'people');
  const store = await openNuvemStore(home, undefined);
  const sealed = !unsealed && (what.rooms === 'dm' || what.rooms === 'group');
  writeFileSync(people, await settle(store, what, sealed));
  await store[Symbol.asyncDispose]();

  const { child, port } = await serve(folder, unsealed);
  const load = ['--people', people, ...(sealed ? ['--sealed'] : [])];
  return { port, pid: child.pid ?? 0, tongue: 'pychat', load, stop: () => stop(child) };
}

/** Starts `pychat serve` and waits until it says that it is ready. */
export async function serve(
  home: string,
  unsealed = false,
): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const lifted = unsealed ? `${limits},unsealed=1` : limits;
  const args = ['--home', home, 'serve', '--port', '0', '--json', '--limits', lifted];
  const child = pinned([process.execPath, ...flags, program, ...args], home);
  if (!child.stdout) throw new Error('The nuvem has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { event: string; port: number };
    if (said.event !== 'ready') continue;
    child.stdout.resume();
    return { child, port: said.port };
  }
  throw new Error('pychat serve ended before it was ready');
}
