import type { Clock } from '../../base/clock.ts';

/** How much may come without a question. */
export interface Allowance {
  /** Whether this may come as well; if so it counts. `limit` is what one file may have. */
  readonly take: (from: string, size: number, limit: number) => boolean;
}

/** In a day, of one person and of all: so many files, and so often the limit of one. */
const mostOfOne = { files: 100, limits: 10 };
const mostOfAll = { files: 300, limits: 30 };
const day = 86_400_000;

interface Taken {
  files: number;
  bytes: number;
}

/** A limit for each file alone would let others fill the disk with many. It begins anew with the process. */
export function newAllowance(uptime: Clock['uptime']): Allowance {
  const people = new Map<string, Taken>();
  let all: Taken = { files: 0, bytes: 0 };
  let since = uptime();

  function today(): void {
    if (uptime() - since < day) return;
    people.clear();
    all = { files: 0, bytes: 0 };
    since = uptime();
  }

  return {
    take(from, size, limit) {
      today();
      const one = people.get(from) ?? { files: 0, bytes: 0 };
      const fits = (taken: Taken, most: typeof mostOfOne): boolean =>
        taken.files < most.files && taken.bytes + size <= most.limits * limit;
      if (!fits(one, mostOfOne) || !fits(all, mostOfAll)) return false;
      people.set(from, one);
      for (const taken of [one, all]) {
        taken.files += 1;
        taken.bytes += size;
      }
      return true;
    },
  };
}
