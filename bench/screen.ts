import process from 'node:process';

import { harmless } from '../src/base/sanitize.ts';
import { span } from '../src/tui/frame.ts';
import { wrap } from '../src/tui/wrap.ts';
import { machine } from './machine.ts';
import { messageAt, newScene } from './screen-scene.ts';

/**
 * What the terminal layer costs, without sockets and disk: `node dist/bench/screen.js [lines …]`. One
 * process, a screen of 120×36, pictures painted for nobody. Medians, and the 99th of a hundred.
 */
const counts = process.argv.slice(2).map(Number);

process.stdout.write(`${machine()}\n`);
for (const count of counts.length > 0 ? counts : [1000, 100_000, 1_000_000]) measure(count);
strangers();

function measure(count: number): void {
  const messages = Array.from({ length: count }, (_, id) => messageAt(id));
  const scene = newScene(messages);
  const first = timed(() => scene.paint());
  const warm = 300;
  times(warm, () => scene.append());
  const figures = {
    'append + frame': times(1000, () => scene.append()),
    'key + frame': times(500, () => scene.type('a')),
    wheel: times(300, () => scene.scroll(-3)),
    page: times(300, () => scene.scroll(-30)),
  };
  const [together, single] = [50, 5000].map((pieces) => cpu(() => scene.burst(5000, pieces)));
  process.stdout.write(
    `\n${count.toLocaleString('en')} lines: first frame ${first.toFixed(1)} ms\n`,
  );
  for (const [name, all] of Object.entries(figures))
    process.stdout.write(`  ${name}: p50 ${at(all, 0.5)} ms, p99 ${at(all, 0.99)} ms\n`);
  const resident = Math.round(process.memoryUsage.rss() / 1e6);
  process.stdout.write(
    `  5,000 keys at once, in 50 pieces ${together?.toFixed(0)} ms of CPU, in 5,000 ${single?.toFixed(0)} ms · resident ${resident} MB
`,
  );
}

/** Text as bad as a stranger can send it: what it keeps the screen from doing. */
function strangers(): void {
  const bad: Readonly<Record<string, string>> = {
    '128 KiB of letters': 'a'.repeat(128 * 1024),
    '128 KiB of words': 'palavra '.repeat(16 * 1024),
    '30,000 emoji': '😀'.repeat(30_000),
    '10,000 families': '👨‍👩‍👧‍👦'.repeat(10_000),
    '60,000 marks': `e${'\u0301'.repeat(60_000)}`,
    '32,768 letters with marks': 'e\u0301'.repeat(32_768),
  };
  process.stdout.write('\nfrom a stranger, until it is in rows:\n');
  for (const [name, text] of Object.entries(bad)) {
    const taken = times(5, () => wrap([span('normal', harmless(text))], 80));
    process.stdout.write(`  ${name}: p50 ${at(taken, 0.5)} ms, worst ${at(taken, 1)} ms\n`);
  }
}

function timed(run: () => unknown): number {
  const began = performance.now();
  run();
  return performance.now() - began;
}

function cpu(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  return process.cpuUsage(before).user / 1000;
}

function times(count: number, run: () => unknown): readonly number[] {
  const taken = Array.from({ length: count }, () => timed(run));
  return taken.toSorted((one, other) => one - other);
}

function at(sorted: readonly number[], share: number): string {
  const place = Math.min(sorted.length - 1, Math.floor(sorted.length * share));
  return (sorted[place] ?? 0).toFixed(2);
}
