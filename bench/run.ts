import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';

import { backlog } from './backlog.ts';
import { type Case, cases } from './cases.ts';
import { disk } from './disk.ts';
import { large } from './file.ts';
import { first } from './first.ts';
import { buildLoad, out, root, whyNoLoad } from './generator.ts';
import { live } from './live.ts';
import { machine } from './machine.ts';
import { type Alone, measure, measureAlone, type Row } from './measure.ts';
import { nuvem } from './nuvem.ts';
import { peers } from './peers.ts';
import { screen } from './screen.ts';
import { seal } from './seal.ts';
import type { Server } from './server.ts';
import { startUp } from './startup.ts';
import { remarks, table } from './table.ts';

const own = 'pychat';
/** Cases that need no generator. */
const alone: readonly Alone[] = [startUp, disk, screen, live, seal, first, backlog, large];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    reps: { type: 'string', default: '1' },
    'no-peers': { type: 'boolean' },
    unsealed: { type: 'boolean' },
  },
});
const known = [...alone.map(({ shown }) => shown), ...cases].map(({ name }) => name);
const unknown = positionals.find((name) => !known.includes(name));
if (unknown) {
  process.stderr.write(`bench: no case ${unknown}; there are ${known.join(' ')}\n`);
  process.exit(2);
}
const wanted = (name: string): boolean => positionals.length === 0 || positionals.includes(name);
const chosen = cases.filter(({ name }) => wanted(name));
const reason = chosen.length > 0 ? whyNoLoad() : undefined;
if (reason) {
  process.stderr.write(`bench: ${reason}\n`);
  process.exit(1);
}
const folder = mkdtempSync(join(tmpdir(), 'pychat-bench-'));
try {
  await everything();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function everything(): Promise<void> {
  const load = chosen.length > 0 ? await buildLoad() : '';
  const rows: Row[] = [];
  for (let rep = 1; rep <= Number(values.reps); rep += 1) {
    for (const what of alone.filter(({ shown }) => wanted(shown.name)))
      keep(rows, await measureAlone(what, join(folder, `${what.shown.name}-${rep}`)));
    for (const what of chosen) await onAll(load, what, rep, rows);
  }
  const shown = [...alone.map((what) => what.shown), ...cases].filter(({ name }) => wanted(name));
  process.stdout.write(`\n${machine()}\n\n${table(shown, rows, own)}\n\n${remarks(rows)}\n`);
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root }).toString().trim();
  const at = new Date().toISOString();
  mkdirSync(out, { recursive: true });
  const file = join(out, `${at.replaceAll(':', '-')}.json`);
  writeFileSync(file, JSON.stringify({ at, commit, machine: machine(), rows }, undefined, 1));
  process.stdout.write(`${file}\n`);
}

async function onAll(load: string, what: Case, rep: number, rows: Row[]): Promise<void> {
  const place = join(folder, `${what.name}-${rep}`);
  keep(rows, await on(load, what, own, () => nuvem(place, what, values.unsealed)));
  if (values['no-peers'] || !what.peers) return;
  for (const peer of peers())
    keep(rows, await on(load, what, peer.name, () => peer.start(join(folder, 'peers'))));
}

async function on(
  load: string,
  what: Case,
  name: string,
  start: () => Promise<Server>,
): Promise<Row> {
  const server = await start();
  try {
    return await measure(load, server, name, what);
  } finally {
    await server.stop();
  }
}

function keep(rows: Row[], row: Row): void {
  rows.push(row);
  const figures = Object.entries(row.figures).map(([path, value]) => `${path} ${value}`);
  process.stderr.write(`${row.server} ${row.case}: ${row.fault ?? figures.join(' · ')}\n`);
}
