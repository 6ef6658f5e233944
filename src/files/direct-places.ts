/** Who is there at once: bounded in all, and for each machine. */
export interface Places<T> {
  readonly take: (machine: string, who: T) => boolean;
  readonly leave: (who: T) => void;
}

export function newPlaces<T>(most: number, each: number): Places<T> {
  const taken = new Map<T, string>();
  const of = (machine: string): number =>
    [...taken.values()].filter((other) => other === machine).length;

  return {
    take(machine, who) {
      if (taken.size >= most || of(machine) >= each) return false;
      taken.set(who, machine);
      return true;
    },
    leave: (who) => void taken.delete(who),
  };
}

export interface Accused extends Disposable {
  readonly add: (machine: string) => void;
  readonly has: (machine: string) => boolean;
}

/**
 * After so many false claims a machine is not listened to for a while; and after so many of all machines nobody is, as
 * one machine may have addresses without end.
 */
const mostFalse = 10;
const mostOfAll = 64;
const forMs = 10_000;

/** Machines that claim what is not so: looking at a claim takes longer than making one. */
export function newAccused(): Accused {
  const claims = new Map<string, number>();
  let all = 0;
  let timer: NodeJS.Timeout | undefined;
  const forget = (): void => {
    timer = undefined;
    claims.clear();
    all = 0;
  };

  return {
    add(machine) {
      all += 1;
      claims.set(machine, (claims.get(machine) ?? 0) + 1);
      timer ??= setTimeout(forget, forMs).unref();
    },
    has: (machine) => all >= mostOfAll || (claims.get(machine) ?? 0) >= mostFalse,
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
