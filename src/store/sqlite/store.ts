import type { Clock } from '../../base/clock.ts';
import type { Store } from '../port.ts';
import type { Bytes } from '../rows.ts';
import { type Link, newBatches } from './batches.ts';
import { verbNames } from './verbs.ts';

/** The port over a link. `now` is the clock of what is posted, `later` of what need not be at once. */
export function storeOver(link: Link, now: () => number, later?: Clock['later']): Store {
  const batches = newBatches(link, now, later);
  // Each verb's arguments and answer are those of the port, on both sides of the link.
  const verbs = Object.fromEntries(
    verbNames.map((verb) => [verb, (...args: unknown[]) => batches.ask(verb, args)]),
  ) as unknown as Verbs;
  return {
    ...verbs,
    incarnation: link.incarnation,
    died: link.died,
    append: (posts) => (posts.length === 0 ? Promise.resolve([]) : batches.append(posts)),
    async secret(name, make) {
      const there = await batches.ask('secretOf', [name]);
      return (there ?? (await batches.ask('keepSecret', [name, make()]))) as Bytes;
    },
    [Symbol.asyncDispose]: batches.close,
  };
}

type Verbs = Omit<Store, 'incarnation' | 'died' | 'append' | 'secret' | typeof Symbol.asyncDispose>;
