import type { Store } from '../store/port.ts';
import type { Session } from './hub.ts';

/** Who has blocked whom, as far as it concerns people who were here since the nuvem started. */
export interface Blocks {
  readonly load: (session: Session) => Promise<void>;
  readonly set: (by: string, name: string, on: boolean) => void;
  /** One of the two blocks the other. */
  readonly between: (one: string, other: string) => boolean;
  /** Blocks somebody, or is blocked. */
  readonly concern: (name: string) => boolean;
}

export function newBlocks({
  store,
}: {
  readonly store: Pick<Store, 'blocks' | 'blockers'>;
}): Blocks {
  const blocked = new Map<string, Set<string>>();
  const loaded = new Map<number, Promise<void>>();
  /** How many blocks each name is part of. */
  const part = new Map<string, number>();

  function set(by: string, name: string, on: boolean): void {
    const names = blocked.get(by) ?? new Set<string>();
    if (names.has(name) === on) return;
    if (on) names.add(name);
    else names.delete(name);
    if (names.size > 0) blocked.set(by, names);
    else blocked.delete(by);
    for (const one of [by, name]) count(part, one, on ? 1 : -1);
  }

  async function read(user: Session['user']): Promise<void> {
    const both = await Promise.all([store.blocks(user.id), store.blockers(user.id)]);
    for (const name of both[0]) set(user.name, name, true);
    for (const name of both[1]) set(name, user.name, true);
  }

  return {
    load({ user, blocks }) {
      const known = loaded.get(user.id);
      if (known) return known;
      // Whoever blocks since they came is told of by `set`.
      if (!blocks) return nothing;
      const reading = read(user).catch((failure: unknown) => {
        loaded.delete(user.id);
        throw failure;
      });
      loaded.set(user.id, reading);
      return reading;
    },
    set,
    between: (one, other) =>
      blocked.get(one)?.has(other) === true || blocked.get(other)?.has(one) === true,
    concern: (name) => part.has(name),
  };
}

const nothing = Promise.resolve();

function count(part: Map<string, number>, name: string, by: number): void {
  const sum = (part.get(name) ?? 0) + by;
  if (sum > 0) part.set(name, sum);
  else part.delete(name);
}
