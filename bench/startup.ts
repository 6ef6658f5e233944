import { unloaded } from './cases.ts';
import type { Alone } from './measure.ts';
import { program, serve } from './nuvem.ts';
import { run, stop } from './process.ts';
import { median } from './table.ts';

const times = 11;

/** How long the program takes to start, and how much longer than Node alone. */
export const startUp: Alone = {
  shown: {
    name: 'start',
    what: 'pychat --help, and pychat serve on a home that exists, until they are ready',
    ...unloaded,
    aims: [
      { label: 'node -e 0', path: 'node', unit: 'ms' },
      { label: '--help', path: 'help', unit: 'ms', most: 150 },
      { label: '--help against node', path: 'helpRatio', unit: '×' },
      { label: 'serve ready', path: 'serve', unit: 'ms', most: 600 },
      { label: 'serve against node', path: 'serveRatio', unit: '×' },
    ],
  },

  async figures(home) {
    await serveOnce(home);
    const node = await typical(() => run(process.execPath, ['-e', '0']));
    const help = await typical(() => run(process.execPath, [program, '--help']));
    const ready = await typical(() => serveOnce(home));
    const ratios = { helpRatio: help / node, serveRatio: ready / node };
    return { node, help, serve: ready, ...ratios };
  },
};

/** Milliseconds, the median of several runs. What it answers is when it was ready; without an answer, when it ended. */
async function typical(task: () => Promise<unknown>): Promise<number> {
  const taken: number[] = [];
  for (let time = 0; time < times; time += 1) {
    const start = performance.now();
    const at = await task();
    taken.push((typeof at === 'number' ? at : performance.now()) - start);
  }
  return median(taken.toSorted((one, other) => one - other));
}

async function serveOnce(home: string): Promise<number> {
  const { child } = await serve(home);
  const at = performance.now();
  await stop(child);
  return at;
}
