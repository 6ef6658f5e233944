import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { momentsOf } from '../test/rig/moments.ts';
import { atNew, register } from './accounts.ts';
import { unloaded } from './cases.ts';
import type { Alone } from './measure.ts';
import { median } from './table.ts';

const friend = join(import.meta.dirname, 'friend.js');
const pairs = 3;
/** Whoever is connected has nothing left to do. */
const restMs = 3000;
const ms = 'ms';

/** Two who are connected and never wrote to each other: from asking for the first line until the other side has it. */
export const first: Alone = {
  shown: {
    name: 'first',
    what: 'the first sealed line of two who never wrote to each other, both connected',
    ...unloaded,
    aims: [
      { label: 'until the other has it', path: 'first', unit: ms, most: 150 },
      { label: 'until it is on the nuvem', path: 'stored', unit: ms },
      { label: 'the worst of them', path: 'worst', unit: ms },
      { label: 'to one more, who was written to by others', path: 'again', unit: ms },
      { label: 'the second line', path: 'second', unit: ms },
    ],
  },

  figures: (folder) => atNew(folder, [], (address) => between(folder, address)),
};

interface Friend {
  readonly name: string;
  readonly say: (to: string, text: string) => void;
  /** The moment it tells that. */
  readonly when: (what: 'says' | 'said' | 'hears', text: string) => Promise<number>;
  readonly end: () => Promise<void>;
}

async function between(folder: string, address: string): Promise<Record<string, number>> {
  const taken = { first: [], stored: [], again: [], second: [] } as Record<What, number[]>;
  let before: Friend | undefined;
  for (let n = 0; n < pairs; n += 1) {
    const ana = await connected(folder, address, `ana${n}`);
    const bob = await connected(folder, address, `bob${n}`);
    await meet(ana, bob, before, (what, took) => taken[what].push(took));
    await before?.end();
    await ana.end();
    before = bob;
  }
  await before?.end();
  const { first: all, stored, again, second } = taken;
  const worst = Math.max(...all);
  return {
    first: middle(all),
    stored: middle(stored),
    worst,
    again: middle(again),
    second: middle(second),
  };
}

type What = 'first' | 'stored' | 'again' | 'second';

const middle = (all: readonly number[]): number =>
  median(all.toSorted((one, other) => one - other));

async function meet(
  ana: Friend,
  bob: Friend,
  other: Friend | undefined,
  took: (what: What, ms: number) => void,
): Promise<void> {
  await pause(restMs);
  const { heard, stored } = await said(ana, bob, 'first');
  took('first', heard);
  took('stored', stored);
  await pause(restMs);
  took('second', (await said(bob, ana, 'second')).heard);
  if (other) took('again', (await said(ana, other, 'again')).heard);
}

async function said(from: Friend, to: Friend, what: string) {
  const text = `${what} line of ${from.name} to ${to.name}`;
  from.say(`@${to.name}`, text);
  const [began, stored, heard] = await Promise.all([
    from.when('says', text),
    from.when('said', text),
    to.when('hears', text),
  ]);
  return { stored: stored - began, heard: heard - began };
}

async function connected(folder: string, address: string, name: string): Promise<Friend> {
  const home = join(folder, name);
  await register(home, address, name);
  const child = spawn(process.execPath, [friend, address, home, name], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(child, 'close');
  const told = momentsOf(child.stdout, gone);
  const when = async (what: string, text: unknown): Promise<number> => (await told(what, text)).at;
  await when('ready', true);
  return {
    name,
    when,
    say: (to, text) => void child.stdin.write(`${JSON.stringify({ to, text })}\n`),
    async end() {
      child.stdin.end();
      await gone;
    },
  };
}
