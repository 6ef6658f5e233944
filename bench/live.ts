import { join } from 'node:path';

import { atNew, speaker } from './accounts.ts';
import { unloaded } from './cases.ts';
import { echoes } from './echo.ts';
import type { Alone } from './measure.ts';
import { program } from './nuvem.ts';
import { run } from './process.ts';
import { openPty, type Pty } from './pty.ts';
import { type Flood, readBy, readers } from './readers.ts';
import { lineAt } from './screen-scene.ts';
import { median } from './table.ts';

const starts = 7;
const warm = 2000;
const flood = 32_666;
/** The first is to get warm; three follow, and then 100,000 lines are here. */
const counts = [warm, flood, flood, flood];

/** The screen as people have it: `pychat connect` on a terminal, while somebody else writes without end. */
export const live: Alone = {
  shown: {
    name: 'live',
    what: 'pychat connect on a pseudo-terminal: first picture, and a flood in the open channel',
    ...unloaded,
    aims: [
      { label: 'node alone on the terminal', path: 'node', unit: 'ms' },
      { label: 'first picture', path: 'first', unit: 'ms', most: 300 },
      { label: 'CPU a line, whole path', path: 'line', unit: 'µs' },
      { label: 'lines a second', path: 'rate', unit: '/s' },
      { label: 'resident at 100,000 lines', path: 'resident', unit: 'MB', most: 200 },
      { label: 'key until it is seen, in a flood, p50', path: 'flood.key.p50', unit: 'ms' },
      {
        label: 'key until it is seen, in a flood, p99',
        path: 'flood.key.p99',
        unit: 'ms',
        most: 5,
      },
      { label: 'key until it is seen, at rest, p50', path: 'rest.key.p50', unit: 'ms' },
      { label: 'key until it is seen, at rest, p99', path: 'rest.key.p99', unit: 'ms', most: 5 },
      { label: 'CPU a line, weechat', path: 'weechat', unit: 'µs' },
      { label: 'CPU a line, irssi', path: 'irssi', unit: 'µs' },
      { label: 'whole path against weechat', path: 'line.weechat', unit: '×', most: 0.5 },
      { label: 'whole path against irssi', path: 'line.irssi', unit: '×', most: 0.5 },
      { label: 'CPU a line: decode, state, frame', path: 'screen', unit: 'µs' },
      { label: 'screen path against weechat', path: 'screen.weechat', unit: '×', most: 0.1 },
      { label: 'screen path against irssi', path: 'screen.irssi', unit: '×', most: 0.1 },
    ],
  },

  figures: (folder) =>
    atNew(folder, ['ana', 'bob'], async (address, [ana = '', bob = '']) => {
      const command = `${process.execPath} ${program} --home ${ana} connect`;
      const node = await first(folder, `${process.execPath} -p '"be"+"gun"'`, 'begun');
      const picture = await first(folder, command, 'PYCHAT BIOS');
      return { node, first: picture, ...(await flooded(folder, command, address, bob)) };
    }),
};

/** From the start of the process until a text is on its terminal, the median. */
async function first(folder: string, command: string, text: string): Promise<number> {
  const taken: number[] = [];
  for (let time = 0; time < starts; time += 1) {
    const began = performance.now();
    await using pty = openPty(command, {}, folder);
    taken.push((await pty.until(text)) - began);
  }
  return median(taken.toSorted((one, other) => one - other));
}

async function flooded(
  folder: string,
  command: string,
  address: string,
  home: string,
): Promise<Record<string, number>> {
  await using bob = await speaker(address, home, '#lobby');
  await using pty = openPty(command, {}, folder);
  await pty.until('●');
  const say = (texts: readonly string[]): void => void bob.say(texts);
  const all = [];
  const [last, ...floods] = floodsOf([...counts, flood]).toReversed();
  for (const one of floods.toReversed()) all.push(await shown(pty, say, one));
  const resident = pty.resident();
  const keys = { ...(await typed(pty, say, last)), ...(await echoes(pty, 'rest.key')) };
  const [, ...counted] = all;
  const line = middle(counted.map(({ cpu }) => (cpu * 1000) / flood));
  const rate = middle(counted.map(({ ms }) => (flood * 1000) / ms));
  const drawn = await run(process.execPath, [
    join(import.meta.dirname, 'screen-drawn.js'),
    'flood',
  ]);
  const { screen = 0 } = JSON.parse(drawn) as Record<string, number>;
  const theirs = await others(folder, rate);
  return { line, screen, rate, resident, ...keys, ...theirs, ...ratios({ line, screen }, theirs) };
}

/** The same lines at the same rate on the same terminal, read by others. */
async function others(folder: string, rate: number): Promise<Record<string, number>> {
  const figures: Record<string, number> = {};
  for (const reader of readers()) {
    const cpu = await readBy(reader, folder, floodsOf(counts), rate);
    figures[reader.name] = middle(cpu.map((ms) => (ms * 1000) / flood));
  }
  return figures;
}

const ratios = (
  ours: Readonly<Record<string, number>>,
  theirs: Readonly<Record<string, number>>,
): Record<string, number> =>
  Object.fromEntries(
    Object.entries(ours).flatMap(([what, mine]) =>
      Object.entries(theirs).map(([name, value]) => [`${what}.${name}`, mine / value]),
    ),
  );

const middle = (values: readonly number[]): number =>
  median(values.toSorted((one, other) => one - other));

function floodsOf(of: readonly number[]): readonly Flood[] {
  let from = 0;
  return of.map((count, at) => {
    // Letters that no line before has in that place: a terminal is not told what it shows already.
    const mark = 'ZQXJ'.repeat(2) + 'ABCDE'.charAt(at);
    const lines = Array.from({ length: count - 1 }, (_, next) => {
      const { content } = lineAt(from + next);
      return { from: 'bob', text: content.kind === 'text' ? content.text : '' };
    });
    from += count;
    return { mark, lines: [...lines, { from: 'bob', text: mark }] };
  });
}

/** Lines are written, until the last of them is on the screen. */
async function shown(
  pty: Pty,
  say: (texts: readonly string[]) => void,
  { lines, mark }: Flood,
): Promise<{ readonly cpu: number; readonly ms: number }> {
  const [before, began] = [pty.cpu(), performance.now()];
  say(lines.map(({ text }) => text));
  await pty.until(mark);
  return { cpu: pty.cpu() - before, ms: performance.now() - began };
}

/** Somebody types while one more flood comes: not among those whose cost counts. */
async function typed(
  pty: Pty,
  say: (texts: readonly string[]) => void,
  last: Flood | undefined,
): Promise<Record<string, number>> {
  if (!last) return {};
  let over = false;
  const shownOnce = shown(pty, say, last).then(() => (over = true));
  const figures = await echoes(pty, 'flood.key', () => over);
  await shownOnce;
  return figures;
}
