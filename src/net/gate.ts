import { prefixOf } from '../base/prefix.ts';

/** Lets so many at a time in from one network; the others wait outside, in order. */
export interface Gate {
  /** Calls `begin` now or later. What it answers is called when the visitor is through, or gone. */
  readonly enter: (address: string, begin: () => void) => () => void;
}

interface Group {
  inside: number;
  readonly outside: Set<() => void>;
}

export function newGate(atOnce: number): Gate {
  const groups = new Map<string, Group>();

  return {
    enter(address, begin) {
      const prefix = prefixOf(address);
      const group = groups.get(prefix) ?? { inside: 0, outside: new Set() };
      groups.set(prefix, group);
      let where: 'outside' | 'inside' | 'left' = 'outside';

      function admit(): void {
        where = 'inside';
        group.inside += 1;
        begin();
      }
      if (group.inside < atOnce) admit();
      else group.outside.add(admit);

      return () => {
        if (where === 'left') return;
        if (where === 'outside') group.outside.delete(admit);
        else group.inside -= 1;
        where = 'left';
        const [next] = group.inside < atOnce ? group.outside : [];
        if (next) {
          group.outside.delete(next);
          next();
        }
        if (group.inside === 0 && group.outside.size === 0) groups.delete(prefix);
      };
    },
  };
}
