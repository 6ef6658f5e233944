/** What is measured, one row per case: who is there, what they do, what must come out. */
export interface Case {
  readonly name: string;
  readonly what: string;
  readonly links: number;
  readonly roomSize: number;
  /** `none`: everybody is only in the lobby that all accounts share. */
  readonly rooms: 'channel' | 'group' | 'dm' | 'none';
  /** What the generator is told besides. */
  readonly load: string;
  /** Chat servers without accounts or a disk can do this too. */
  readonly peers: boolean;
  readonly aims: readonly Aim[];
}

/** A figure in the generator's answer, by its path, and what it must reach. */
export interface Aim {
  readonly label: string;
  readonly path: string;
  readonly unit: string;
  readonly least?: number;
  readonly most?: number;
}

/** A case that needs no generator. */
export const unloaded = { links: 0, roomSize: 0, rooms: 'none', load: '', peers: false } as const;

const deliveries = (least?: number): Aim => ({
  label: 'deliveries/s',
  path: 'span.deliveries',
  unit: '/s',
  ...(least === undefined ? {} : { least }),
});
const cpu = (most?: number): Aim => ({
  label: 'CPU per million',
  path: 'span.cpuPerMillion',
  unit: 's',
  ...(most === undefined ? {} : { most }),
});
const p50 = (most?: number): Aim => ({
  label: 'p50',
  path: 'latency.p50',
  unit: 'ms',
  ...(most === undefined ? {} : { most }),
});
const p99 = (most: number): Aim => ({ label: 'p99', path: 'latency.p99', unit: 'ms', most });

const saturated = '--warm 2 --seconds 5';
const longer = '--warm 5 --seconds 6';
/** For half a minute V8 still compiles what such a thin stream of lines runs. */
const steady = '--watch --warm 30 --seconds 8';
const ten = '--senders 10';

export const cases: readonly Case[] = [
  {
    name: 'F1000',
    what: 'a room of 1,000, 10 senders, windows of 64',
    links: 1000,
    roomSize: 1000,
    rooms: 'channel',
    load: `${ten} --window 64 ${saturated}`,
    peers: true,
    aims: [deliveries(3_000_000), cpu(0.35)],
  },
  {
    name: 'F100',
    what: 'a room of 100, 10 senders, windows of 64',
    links: 100,
    roomSize: 100,
    rooms: 'channel',
    load: `${ten} --window 64 ${saturated}`,
    peers: true,
    aims: [deliveries(2_500_000), cpu()],
  },
  {
    name: 'F100w1',
    what: 'a room of 100, 10 senders, one line of each at a time',
    links: 100,
    roomSize: 100,
    rooms: 'channel',
    load: `${ten} --window 1 ${saturated}`,
    peers: true,
    aims: [deliveries(100_000), cpu()],
  },
  {
    name: 'R10',
    what: '100 rooms of 10, everybody sends, windows of 64',
    links: 1000,
    roomSize: 10,
    rooms: 'group',
    load: `--senders 1000 --window 64 ${longer}`,
    peers: true,
    aims: [deliveries(200_000), cpu()],
  },
  {
    name: 'R10s',
    what: 'the same, 64 lines in flight in all rooms together',
    links: 1000,
    roomSize: 10,
    rooms: 'group',
    load: `--senders 1000 --window 64 --in-flight 64 ${saturated}`,
    peers: true,
    aims: [deliveries(), cpu()],
  },
  {
    name: 'DM',
    what: '250 pairs write to each other, windows of 64',
    links: 500,
    roomSize: 2,
    rooms: 'dm',
    load: `--senders 500 --window 64 ${longer}`,
    peers: true,
    aims: [deliveries(25_000), cpu()],
  },
  {
    name: 'DMs',
    what: 'the same, 64 lines in flight in all pairs together',
    links: 500,
    roomSize: 2,
    rooms: 'dm',
    load: `--senders 500 --window 64 --in-flight 64 ${saturated}`,
    peers: true,
    aims: [deliveries(), cpu()],
  },
  {
    name: 'solo',
    what: 'acknowledged lines of one author to one reader, window of 64',
    links: 2,
    roomSize: 2,
    rooms: 'dm',
    load: `--senders 1 --window 64 ${saturated}`,
    peers: false,
    aims: [
      { label: 'posts/s', path: 'span.answered', unit: '/s', least: 30_000 },
      { label: 'CPU per million', path: 'span.cpuPerMillionPosts', unit: 's' },
    ],
  },
  {
    name: 'L2',
    what: 'a pair, 200 lines a second: from sending to the other side',
    links: 2,
    roomSize: 2,
    rooms: 'dm',
    load: `--senders 1 --rate 200 ${steady}`,
    peers: true,
    aims: [p50(0.5), p99(3)],
  },
  {
    name: 'L100',
    what: 'a room of 100, 50 lines a second: from sending to each member',
    links: 100,
    roomSize: 100,
    rooms: 'channel',
    load: `--senders 1 --rate 50 ${steady}`,
    peers: true,
    aims: [p50(), p99(3)],
  },
  {
    name: 'ramp',
    what: 'connections with a resume ticket, up to the end of sync; memory of idle ones',
    links: 5000,
    roomSize: 1,
    rooms: 'none',
    load: '--ramp 1000,5000',
    peers: true,
    aims: [
      { label: '/s to 1,000', path: 'steps.0.perSecond', unit: '/s', least: 1000 },
      { label: '/s to 5,000', path: 'steps.1.perSecond', unit: '/s', least: 1000 },
      { label: 'kB each, the first 1,000', path: 'steps.0.each', unit: 'kB', most: 45 },
      { label: 'kB each, the next 4,000', path: 'steps.1.each', unit: 'kB', most: 45 },
      { label: 'kB each, all 5,000', path: 'each', unit: 'kB', most: 45 },
    ],
  },
  {
    name: 'deaf',
    what: 'a room of 500 at 200 lines of 1,000 bytes a second; one member stops reading',
    links: 500,
    roomSize: 500,
    rooms: 'channel',
    load: `${ten} --rate 200 --text 1000 --deaf 1 --watch --warm 5 --seconds 30`,
    peers: false,
    aims: [
      { label: 'p99 against before', path: 'deafRatio', unit: '×', most: 1.1 },
      { label: 'memory', path: 'deafMemory', unit: 'MB', most: 8 },
    ],
  },
  {
    name: 'back',
    what: '2,000 members of 200 rooms, 500 lines a second, all cut at once',
    links: 2000,
    roomSize: 10,
    rooms: 'group',
    load: '--senders 2000 --rate 500 --cut --warm 2 --seconds 3',
    peers: false,
    aims: [
      { label: 'all back', path: 'cut.back', unit: 's', most: 30 },
      { label: 'nothing missing', path: 'cut.all', unit: 's', most: 30 },
    ],
  },
];
