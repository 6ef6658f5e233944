import { randomBytes } from 'node:crypto';

import { defaultPort } from '../base/address.ts';
import { realClock } from '../base/clock.ts';
import type { Fingerprint } from '../base/fingerprint.ts';
import { accountsIn, isUnder } from '../home/accounts.ts';
import { nuvemNamesIn } from '../home/nuvems.ts';
import type { Home } from '../home/paths.ts';
import { pinsIn } from '../home/pins.ts';
import { lookAround, type Sighting } from '../net/look-around.ts';
import { whereOf } from './_contact.ts';
import type { Console } from './terminal.ts';

/**
 * The port of UDP where nuvens are asked for, wherever they listen themselves: one for all, as who looks
 * cannot know more. `PYCHAT_DISCOVERY_PORT` is another one, or 0 for none.
 */
export function discoveryPort({ env }: Pick<Console, 'env'>): number {
  const said = env['PYCHAT_DISCOVERY_PORT'] ?? '';
  const port = /^\d{1,5}$/.test(said) ? Number(said) : defaultPort;
  return port <= 65_535 ? port : defaultPort;
}

/** `other`: the name or the address of a nuvem that this home knows, and not its key. */
export type Standing = 'known' | 'new' | 'other';

export interface Seen extends Sighting {
  readonly standing: Standing;
}

/** What this home knows of nuvens, as of now. */
export interface Acquaintance {
  readonly judged: (sightings: readonly Sighting[]) => readonly Seen[];
  /** What known ones are called is remembered, once: afterwards another key under that name is noticed. */
  readonly remember: (seen: readonly Seen[]) => Promise<void>;
}

export async function acquaintanceOf(home: Home): Promise<Acquaintance> {
  const [accounts, pins] = await Promise.all([
    accountsIn(home.data).all(),
    pinsIn(home.data).all(),
  ]);
  const kept = nuvemNamesIn(home.data);
  const names = new Map(await kept.all());
  const replaced = (key: Fingerprint): boolean =>
    accounts.some((account) => account.nuvem !== key && isUnder(account, key));
  const isKnown = (key: Fingerprint): boolean =>
    [...accounts, ...pins].some(({ nuvem }) => nuvem === key) && !replaced(key);

  function standingOf({ fingerprint, name, addresses }: Sighting): Standing {
    if (isKnown(fingerprint)) return 'known';
    if (replaced(fingerprint)) return 'other';
    const where = new Set(addresses.map(whereOf));
    const isElsewhere = pins.some(({ address }) => where.has(address));
    const isNamed = [...names].some(
      ([key, known]) => isKnown(key) && folded(known) === folded(name),
    );
    return isElsewhere || isNamed ? 'other' : 'new';
  }

  return {
    judged: (sightings) =>
      sightings
        .map((one) => ({ ...one, standing: standingOf(one) }))
        .toSorted((one, other) => rank(one) - rank(other) || compare(one, other)),
    async remember(seen) {
      for (const { standing, fingerprint, name } of seen) {
        if (standing !== 'known' || names.has(fingerprint)) continue;
        names.set(fingerprint, name);
        // What a disk does not take is noticed the next time.
        await kept.keep(fingerprint, name).catch(() => {});
      }
    },
  };
}

/** Looks again and again until it is disposed of; whoever was found stays, as what is pointed at must not move. */
export function watchAround(
  port: number,
  onFound: (found: readonly Sighting[]) => void,
): Disposable {
  const over = new AbortController();
  const all = new Map<Fingerprint, Sighting>();
  if (port !== 0) void watch(port, over.signal, found);

  function found(sightings: readonly Sighting[]): void {
    for (const one of sightings)
      if (all.has(one.fingerprint) || all.size < mostWatched) all.set(one.fingerprint, one);
    onFound([...all.values()]);
  }
  return { [Symbol.dispose]: () => over.abort() };
}

const lookMs = 2000;
const restMs = 6000;
const mostWatched = 32;

async function watch(
  port: number,
  signal: AbortSignal,
  onFound: (found: readonly Sighting[]) => void,
): Promise<void> {
  while (!signal.aborted) {
    await lookAround({ port, ms: lookMs, nonce: randomBytes(16), signal, onFound });
    await rested(signal);
  }
}

function rested(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    function end(): void {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    }
    const cancel = realClock.later(restMs, end);
    signal.addEventListener('abort', end, { once: true });
  });
}

const order: readonly Standing[] = ['known', 'other', 'new'];
const rank = ({ standing }: Seen): number => order.indexOf(standing);
const compare = (one: Sighting, other: Sighting): number =>
  one.name.localeCompare(other.name) || (one.fingerprint < other.fingerprint ? -1 : 1);

/** Names that look alike are the same here. */
const folded = (name: string): string => name.normalize('NFKC').toLowerCase().trim();
