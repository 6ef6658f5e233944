import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { after, before, describe, test } from 'node:test';

import type { Sighting } from '../../src/net/look-around.ts';

const child = join(
  import.meta.dirname,
  `../rig/discovery-process${import.meta.filename.slice(-3)}`,
);

const ip = (...args: readonly string[]): boolean => spawnSync('ip', args).status === 0;
const unique = process.pid.toString(36);
const [here, there, far] = [`pya${unique}`, `pyb${unique}`, `pyc${unique}`];

/** Only root may make networks, and only on Linux. */
function whyNot(): string | false {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'needs root on Linux';
  const made = ip('netns', 'add', `pyt${unique}`);
  ip('netns', 'del', `pyt${unique}`);
  return made ? false : 'no network namespaces here';
}

const isUp = (space: string, name: string): boolean =>
  spawnSync('ip', ['-n', space, 'link', 'show', 'dev', name]).stdout.includes('state UP');

const inside = (space: string, ...args: readonly string[]): boolean => ip('-n', space, ...args);

/** A link between two namespaces, one end an address like `10.77.0.1/24`, and no route but those of the links. */
function linked(one: string, other: string, name: string, ends: readonly [string, string]): void {
  assert.ok(ip('link', 'add', name, 'netns', one, 'type', 'veth', 'peer', name, 'netns', other));
  for (const [space, end] of [
    [one, ends[0]],
    [other, ends[1]],
  ] as const) {
    // Without the wait for a duplicate, the address of the link may be used at once.
    spawnSync('ip', [
      'netns',
      'exec',
      space,
      'sysctl',
      '-qw',
      `net.ipv6.conf.${name}.accept_dad=0`,
    ]);
    if (end !== '') assert.ok(inside(space, 'addr', 'add', end, 'dev', name));
    assert.ok(inside(space, 'link', 'set', name, 'up'));
  }
}

/** Processes in those networks. */
const started = new Set<ChildProcess>();

function run(space: string, ...args: readonly string[]) {
  const one = spawn('ip', ['netns', 'exec', space, process.execPath, child, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  started.add(one);
  one.on('close', () => started.delete(one));
  const lines = createInterface(one.stdout)[Symbol.asyncIterator]();
  const line = async (): Promise<string> => {
    const next = await lines.next();
    if (next.done) throw new Error('ended without a word');
    return next.value;
  };
  return { line, end: () => one.stdin.end() };
}

/** A nuvem in a namespace, there until it is told to end. */
async function nuvem(space: string, host: string, name: string): Promise<() => void> {
  const { line, end } = run(space, 'announce', host, name);
  assert.equal(await line(), 'ready');
  return end;
}

const look = async (space: string, count: number): Promise<readonly Sighting[]> =>
  JSON.parse(await run(space, 'look', String(count)).line()) as readonly Sighting[];

const hostsOf = (found: readonly Sighting[]): readonly string[] =>
  found.flatMap(({ name, addresses }) => addresses.map(({ host }) => `${name} ${host}`));

const plugs: readonly (readonly [string, string])[] = [
  [here, 'near0'],
  [there, 'near0'],
  [here, 'far0'],
  [far, 'far0'],
  [here, 'six0'],
  [there, 'six0'],
];

describe('across networks', { skip: whyNot(), timeout: 60_000 }, () => {
  before(() => {
    for (const space of [here, there, far]) assert.ok(ip('netns', 'add', space));
    linked(here, there, 'near0', ['10.77.0.1/24', '10.77.0.2/24']);
    linked(here, far, 'far0', ['10.78.0.1/24', '10.78.0.2/24']);
    linked(here, there, 'six0', ['', '']);
    // The system tells of a link that is up a little later than it is.
    for (const [space, name] of plugs) while (!isUp(space, name));
  });
  after(() => {
    for (const one of started) one.kill('SIGKILL');
    for (const space of [here, there, far]) ip('netns', 'del', space);
  });

  test('a nuvem is found without a default route, at the address of the network it is in', async () => {
    const end = await nuvem(there, '0.0.0.0', 'casa');

    assert.deepEqual(hostsOf(await look(here, 1)), ['casa 10.77.0.2']);
    end();
  });

  test('who is in two networks finds the nuvens of both, and is found from both', async () => {
    const ends = [await nuvem(there, '0.0.0.0', 'casa'), await nuvem(far, '0.0.0.0', 'lab')];

    assert.deepEqual(hostsOf(await look(here, 2)).toSorted(), ['casa 10.77.0.2', 'lab 10.78.0.2']);
    for (const end of ends) end();

    const end = await nuvem(here, '0.0.0.0', 'both');
    assert.deepEqual(hostsOf(await look(there, 1)), ['both 10.77.0.1']);
    assert.deepEqual(hostsOf(await look(far, 1)), ['both 10.78.0.1']);
    end();
  });

  test('where only IPv6 is, and nobody gave it an address, that of the link is found', async () => {
    inside(there, 'addr', 'del', '10.77.0.2/24', 'dev', 'near0');
    const end = await nuvem(there, '::', 'six');

    const hosts = hostsOf(await look(here, 1));

    assert.match(hosts.join(), /^six fe80::[\da-f:]+%(near0|six0)/);
    end();
    inside(there, 'addr', 'add', '10.77.0.2/24', 'dev', 'near0');
  });

  test('a nuvem that listens in one network is not heard in the other, nor one for its machine alone', async () => {
    const ends = [
      await nuvem(here, '10.77.0.1', 'near'),
      await nuvem(here, '127.0.0.1', 'alone'),
      await nuvem(here, '0.0.0.0', 'everywhere'),
    ];

    // What everybody may hear comes first or last; the others have had the same time.
    const [inNear, inFar] = [await look(there, 2), await look(far, 0)];

    assert.deepEqual(inNear.map(({ name }) => name).toSorted(), ['everywhere', 'near']);
    assert.deepEqual(
      inFar.map(({ name }) => name),
      ['everywhere'],
    );
    for (const end of ends) end();
  });
});
