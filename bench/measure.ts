import { mkdirSync } from 'node:fs';

import type { Case } from './cases.ts';
import { processor, quiet } from './machine.ts';
import { run } from './process.ts';
import type { Server } from './server.ts';

/** Figures as the generator printed them, by their path (`span.deliveries`). */
export type Figures = Readonly<Record<string, number>>;

/** One measurement. `fault` says why its figures do not count. */
export interface Row {
  readonly case: string;
  readonly server: string;
  readonly figures: Figures;
  readonly quiet: boolean;
  readonly fault: string | undefined;
}

/** What needs no generator: it measures by itself, in a folder of its own. */
export interface Alone {
  readonly shown: Case;
  readonly figures: (folder: string) => Promise<Figures>;
}

/** How long to wait for a quiet machine before measuring nevertheless. */
const patience = 20;

/** What measures by itself, in that folder, which is made for it. */
export async function measureAlone({ shown, figures }: Alone, folder: string): Promise<Row> {
  mkdirSync(folder, { recursive: true });
  const calm = await quiet(patience);
  const found = await figures(folder);
  return { case: shown.name, server: 'pychat', figures: found, quiet: calm, fault: undefined };
}

/** Puts one load on one server and checks that everything that was sent has arrived, once and in order. */
export async function measure(
  load: string,
  server: Server,
  name: string,
  what: Case,
): Promise<Row> {
  const calm = await quiet(patience);
  const who = `--tongue ${server.tongue} --port ${server.port} --pids ${server.pid}`;
  const where = `--links ${what.links} --room-size ${what.roomSize}`;
  const args = [...`${who} ${where} ${what.load}`.split(' '), ...server.load];
  const row = { case: what.name, server: name };
  try {
    const printed = await run('taskset', ['-c', processor.load, load, ...args]);
    const figures = withRatios(flat(JSON.parse(printed)));
    return { ...row, figures, quiet: calm && alone(figures), fault: faultIn(figures) };
  } catch (failure) {
    return { ...row, figures: {}, quiet: calm, fault: (failure as Error).message };
  }
}

function flat(value: unknown, path = ''): Figures {
  if (typeof value === 'number') return { [path]: value };
  if (typeof value !== 'object' || value === null) return {};
  const parts = Object.entries(value).map(([key, inner]) =>
    flat(inner, path ? `${path}.${key}` : key),
  );
  return Object.assign({}, ...parts) as Figures;
}

/** Processor time that neither the server nor the generator has used was somebody else's. */
function alone(figures: Figures): boolean {
  return (figures['span.others'] ?? figures['steps.0.others'] ?? 0) < 0.15;
}

function withRatios(figures: Figures): Figures {
  const before = figures['latency.p99'];
  const after = figures['deafLatency.p99'];
  if (before === undefined || after === undefined) return figures;
  const memory = ((figures['memoryDeaf'] ?? 0) - (figures['memoryMost'] ?? 0)) / 1024;
  return { ...figures, deafRatio: after / before, deafMemory: memory };
}

function faultIn(figures: Figures): string | undefined {
  const { expected = 0, delivered = 0 } = figures;
  if (expected !== delivered) return `${expected} lines expected, ${delivered} received`;
  const wrong = ['torn', 'twice', 'refused', 'gone'].filter((name) => figures[name] !== 0);
  return wrong.length ? wrong.map((name) => `${name}: ${figures[name]}`).join(', ') : undefined;
}
