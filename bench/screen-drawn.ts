import process from 'node:process';

import type { LineRow } from '../src/client/port.ts';
import { contentOf, saidBy } from '../src/client/rows.ts';
import { encodeContent } from '../src/protocol/content.ts';
import { newCutter } from '../src/protocol/frames.ts';
import { encode, parseMessage } from '../src/protocol/wire.ts';
import { lineAt, newScene } from './screen-scene.ts';
import { median } from './table.ts';

/**
 * One measurement of the screen in a process of its own: `node dist/bench/screen-drawn.js WHAT`, a count
 * of lines, `keys`, `stranger` or `flood`. Prints figures as JSON.
 */
const wheel = '\u001b[<64;50;10M';
const room = Buffer.alloc(16, 1);
const people = ['ana', 'joao', 'beatriz', 'karl', 'misaki', 'ze', 'olga', 'li'];
const clearLine = '\u0015';
const measures: Readonly<Record<string, () => Record<string, number>>> = {
  keys,
  stranger: strangers,
  flood,
};
const [what = ''] = process.argv.slice(2);
const measured = (measures[what] ?? ((): Record<string, number> => conversation(Number(what))))();
process.stdout.write(`${JSON.stringify(measured)}\n`);

function conversation(count: number): Record<string, number> {
  const scene = newScene();
  scene.paint();
  const line = (cpu(() => scene.follow(count)) * 1000) / count;
  times(300, () => scene.append());
  const append = times(1000, () => scene.append());
  const other = newScene();
  other.hold(count);
  times(300, () => other.append());
  const held = times(1000, () => other.append());
  const moved = times(300, () => other.key(wheel));
  const typed = times(500, () => other.key('a'));
  return {
    [`${count}.line`]: line,
    ...spread(`${count}.append`, append),
    ...spread(`${count}.held`, held),
    ...spread(`${count}.wheel`, moved),
    ...spread(`${count}.key`, typed),
  };
}

/** Six thousand lines a second, thirty pictures a second: from bytes of the network to bytes for the terminal. */
function flood(): Record<string, number> {
  const scene = newScene();
  const count = 200;
  const passes = Array.from({ length: 5 }, (_, pass) =>
    Array.from({ length: 100 }, (__, piece) =>
      Buffer.concat(
        Array.from({ length: count }, (___, at) => frameOf((pass * 100 + piece) * count + at + 1)),
      ),
    ),
  );
  let lines: LineRow[] = [];
  const cutter = newCutter({ limit: 1024 }, (body) => {
    lines.push(readLine(body));
    return true;
  });
  const read = (pieces: readonly Buffer[]): void => {
    for (const bytes of pieces) {
      cutter.feed(bytes);
      scene.take(lines);
      lines = [];
      scene.paint();
    }
  };
  // The first is to get warm.
  const [, ...taken] = passes.map((pieces) => cpu(() => read(pieces)));
  const middle = median(taken.toSorted((one, other) => one - other));
  return { screen: (middle * 1000) / (count * 100) };
}

function frameOf(seq: number): Buffer {
  const { device, at, content } = lineAt(seq);
  const from = people[seq % people.length] ?? '';
  if (content.kind !== 'text') throw new Error('Lines of the bench are text');
  const body = encodeContent(content);
  return encode({ type: 'message', room, seq, kind: 0, from, device, no: seq, at, body });
}

function readLine(bytes: Buffer): LineRow {
  const message = parseMessage(bytes);
  if (message.type !== 'message') throw new Error('Lines of the bench are messages');
  const { seq, from, device, at, body } = message;
  const content = saidBy(from, contentOf(body));
  const id = String(seq).padStart(32, '0');
  return { id, room: '#lobby', seq, from, device, at, content, sealed: false, removed: false };
}

/** The median of several bursts, each on an empty line and one picture long. */
function keys(): Record<string, number> {
  const scene = newScene();
  scene.follow(1000);
  scene.paint();
  const burst = (pieces: number): number => {
    const taken = Array.from({ length: 9 }, () => {
      const cost = cpu(() => scene.burst(5000, pieces));
      scene.key(clearLine);
      return cost;
    });
    return median(taken.toSorted((one, other) => one - other));
  };
  return { 'keys.50': burst(50), 'keys.5000': burst(5000) };
}

/** Text as bad as a stranger can send it: how long it keeps the screen, the first time and later ones. */
function strangers(): Record<string, number> {
  const bad: Readonly<Record<string, string>> = {
    letters: 'a'.repeat(128 * 1024),
    words: 'palavra '.repeat(16 * 1024),
    emoji: '😀'.repeat(30_000),
    families: '👨‍👩‍👧‍👦'.repeat(10_000),
    flags: '🇧🇷'.repeat(30_000),
    skins: '👍🏽'.repeat(30_000),
    joiners: `${'\u200d'.repeat(40_000)}x`,
    tower: `e${'\u0301'.repeat(10_000)}`,
    marks: 'e\u0301'.repeat(32_768),
    'line-ends': '\n'.repeat(128 * 1024),
    tabs: '\t'.repeat(128 * 1024),
    links: 'https://a.b/ '.repeat(9000),
    names: '@duna '.repeat(20_000),
    code: '`a` '.repeat(30_000),
    thai: 'กำ'.repeat(30_000),
    jamo: '\u1100\u1161'.repeat(30_000),
    turned: '\u202e\u2066א'.repeat(30_000),
  };
  const figures: Record<string, number> = {};
  let worst = 0;
  for (const [name, text] of Object.entries(bad)) {
    // A screen that has seen little: nothing is compiled for this text, nothing is kept of it.
    const scene = newScene();
    scene.paint();
    scene.follow(500);
    const taken = Array.from({ length: 5 }, (_, at) => timed(() => scene.append(`${at}${text}`)));
    figures[`stranger.${name}`] = Math.max(...taken);
    worst = Math.max(worst, ...taken);
  }
  return { ...figures, 'stranger.worst': worst };
}

function spread(name: string, taken: readonly number[]): Record<string, number> {
  const sorted = taken.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  return {
    [`${name}.p50`]: at(0.5),
    [`${name}.p99`]: at(0.99),
    [`${name}.most`]: sorted.at(-1) ?? 0,
  };
}

function timed(task: () => unknown): number {
  const began = performance.now();
  task();
  return performance.now() - began;
}

function times(count: number, task: () => unknown): readonly number[] {
  return Array.from({ length: count }, () => timed(task));
}

/** Milliseconds of processor, all threads of this process. */
function cpu(task: () => unknown): number {
  const before = process.cpuUsage();
  task();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
