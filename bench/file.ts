import { randomBytes } from 'node:crypto';
import { link, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';

import { hashOf, newLarge } from '../test/rig/large.ts';
import { newPorter, type Porter } from '../test/rig/porter.ts';
import { register } from './accounts.ts';
import { type Case, unloaded } from './cases.ts';
import { buildLoad } from './generator.ts';
import { processor } from './machine.ts';
import type { Alone, Figures } from './measure.ts';
import { nuvem } from './nuvem.ts';
import { run } from './process.ts';
import type { Server } from './server.ts';
import { cpuOf, forgetMost, mostResident } from './usage.ts';
import { hasWormhole, wormhole } from './wormhole.ts';

const size = Number(process.env['BENCH_FILE_SIZE'] ?? 1024 ** 3);
/** Two who write to each other on the same nuvem meanwhile. */
const talk: Case = {
  ...unloaded,
  name: 'talk',
  what: 'a pair, 200 lines a second',
  links: 2,
  roomSize: 2,
  rooms: 'dm',
  aims: [],
};
const talking = '--senders 1 --rate 200 --watch --seconds 8';

const [mbs, mb, perGiB] = ['MB/s', 'MB', 's/GiB'];

/** One large file from one client to another on this machine, and what chat on the same nuvem feels of it. */
export const large: Alone = {
  shown: {
    name: 'file',
    what: 'a file of 1 GiB from one client to another: through the nuvem, and direct',
    ...unloaded,
    aims: [
      { label: 'through the nuvem', path: 'nuvem.rate', unit: mbs, least: 250 },
      { label: 'direct', path: 'direct.rate', unit: mbs, least: 550 },
      { label: 'magic-wormhole', path: 'wormhole.rate', unit: mbs },
      { label: 'direct against it', path: 'wormhole.ratio', unit: '×', least: 1.4 },
      { label: 'CPU of sender, through the nuvem', path: 'nuvem.sender.cpu', unit: perGiB },
      { label: 'CPU of the nuvem', path: 'nuvem.nuvem.cpu', unit: perGiB },
      { label: 'CPU of receiver, through the nuvem', path: 'nuvem.receiver.cpu', unit: perGiB },
      { label: 'CPU of sender, direct', path: 'direct.sender.cpu', unit: perGiB },
      { label: 'CPU of receiver, direct', path: 'direct.receiver.cpu', unit: perGiB },
      { label: 'sender, most resident', path: 'sender.most', unit: mb, most: 120 },
      { label: 'nuvem, most resident', path: 'nuvem.most', unit: mb, most: 120 },
      { label: 'receiver, most resident', path: 'receiver.most', unit: mb, most: 120 },
      { label: 'chat at rest, p99', path: 'rest.latency.p99', unit: 'ms' },
      { label: 'chat meanwhile, p99', path: 'busy.latency.p99', unit: 'ms' },
      { label: 'meanwhile against at rest', path: 'busy.ratio', unit: '×', most: 2 },
    ],
  },

  async figures(folder) {
    const path = join(folder, 'large');
    const hash = await newLarge(path, size);
    const server = await nuvem(join(folder, 'nuvem'), talk);
    const way = { folder, server, path, hash };
    try {
      const direct = await between(way, 'direct', ['ana', 'bob']);
      const through = await between(way, 'nuvem', ['eva', 'leo']);
      const most = ['sender', 'receiver', 'nuvem'].map((who) => {
        const at = `${who}.most`;
        return [at, Math.max(direct[at] ?? 0, through[at] ?? 0)] as const;
      });
      const theirs = await against(way, direct['direct.rate'] ?? 0);
      return { ...direct, ...through, ...Object.fromEntries(most), ...theirs };
    } finally {
      await server.stop();
    }
  },
};

interface Way {
  readonly folder: string;
  readonly server: Server;
  readonly path: string;
  readonly hash: string;
}

async function against({ folder, path, hash }: Way, rate: number): Promise<Figures> {
  if (!hasWormhole()) return {};
  const theirs = await wormhole(join(folder, 'wormhole'), path, hash);
  return { 'wormhole.rate': theirs, 'wormhole.ratio': rate / theirs };
}

/** Two who meet for it, and never saw each other before. */
async function between(
  way: Way,
  by: 'direct' | 'nuvem',
  [first, second]: readonly [string, string],
): Promise<Figures> {
  const { folder, server, path } = way;
  const address = `127.0.0.1:${server.port}`;
  const who = async (name: string): Promise<Porter> => {
    const home = join(folder, name);
    await register(home, address, name);
    return newPorter({ address, home, name, direct: by === 'direct' });
  };
  await using sender = await who(first);
  await using receiver = await who(second);
  // The first line of two is another case.
  const small = join(folder, `small-${by}`);
  await writeFile(small, randomBytes(1000));
  await sender.give(receiver, small);
  const sent = join(folder, `large-${by}`);
  await link(path, sent);

  const pids = { sender: sender.pid(), receiver: receiver.pid(), nuvem: server.pid };
  const { found, figures } = await measured(by, pids, () => sender.give(receiver, sent));
  if (found.by !== by) throw new Error(`It went ${found.by}`);
  if ((await hashOf(found.path)) !== way.hash) throw new Error(`${found.path} is another file`);
  await rm(found.path);
  return by === 'direct' ? figures : { ...figures, ...(await chat(way, sender, receiver)) };
}

async function measured(
  by: string,
  pids: Readonly<Record<string, number>>,
  work: () => Promise<{ readonly ms: number; readonly by: string; readonly path: string }>,
) {
  const who = Object.entries(pids);
  for (const [, pid] of who) forgetMost(pid);
  const before = who.map(([, pid]) => cpuOf(pid));
  const found = await work();
  const figures: Record<string, number> = { [`${by}.rate`]: size / 1e3 / found.ms };
  for (const [at, [name, pid]] of who.entries()) {
    figures[`${by}.${name}.cpu`] = ((cpuOf(pid) - (before[at] ?? 0)) * 1024 ** 3) / size;
    figures[`${name}.most`] = mostResident(pid);
  }
  return { found, figures };
}

/** What two others feel who write to each other: while nothing else happens, and while files go. */
async function chat(way: Way, sender: Porter, receiver: Porter): Promise<Figures> {
  const rest = await latency(way.server, '--warm 20');
  const over = new AbortController();
  const busy = latency(way.server, '--warm 2').finally(() => over.abort());
  for (let count = 0; !over.signal.aborted; count += 1) {
    const again = join(way.folder, `again-${count}`);
    await link(way.path, again);
    const { path } = await sender.give(receiver, again);
    await rm(path);
  }
  const meanwhile = await busy;
  return {
    'rest.latency.p99': rest,
    'busy.latency.p99': meanwhile,
    'busy.ratio': meanwhile / rest,
  };
}

async function latency({ port, pid, load }: Server, warm: string): Promise<number> {
  const program = await buildLoad();
  const who = `--tongue pychat --port ${port} --pids ${pid} --links 2 --room-size 2`;
  const args = [...`${who} ${talking} ${warm}`.split(' '), ...load];
  const printed = await run('taskset', ['-c', processor.load, program, ...args]);
  return (JSON.parse(printed) as { latency: { p99: number } }).latency.p99;
}
