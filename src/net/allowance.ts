/** How often somebody may be answered. */
export interface Allowance {
  readonly each: number;
  readonly all: number;
  readonly withinMs: number;
}

/**
 * Tells whether somebody may be answered now. What it remembers is as long as what it allows, and is
 * forgotten with each stretch of time.
 */
export function newAllowance(
  { each, all, withinMs }: Allowance,
  uptime: () => number,
): (who: string) => boolean {
  const counts = new Map<string, number>();
  let total = 0;
  let until = 0;

  return (who) => {
    const now = uptime();
    if (now >= until) {
      counts.clear();
      total = 0;
      until = now + withinMs;
    }
    const count = counts.get(who) ?? 0;
    if (total >= all || count >= each) return false;
    total += 1;
    counts.set(who, count + 1);
    return true;
  };
}
