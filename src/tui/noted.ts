import type { Noted } from './item.ts';

type Changes = Noted['changes'];

/** Who came and went again did not come; the same happening to several is said once. */
export function folded(changes: Changes, now: Changes[number]): Changes {
  const others = changes
    .map((one) =>
      one.change === now.change
        ? one
        : { ...one, names: one.names.filter((name) => !now.names.includes(name)) },
    )
    .filter(({ names }) => names.length > 0);
  const same = others.find(({ change: what }) => what === now.change);
  if (!same) return [...others, now];
  const names = [...new Set([...same.names, ...now.names])];
  return others.map((one) => (one === same ? { ...one, names } : one));
}

/** This person was added to a group: until its devices have let this one in, nothing there is for it, or missing. */
export const isComing = (
  now: Pick<Changes[number], 'change' | 'names'> | undefined,
  me: string,
): boolean => now?.change === 'added' && now.names.includes(me);
