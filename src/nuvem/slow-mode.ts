/**
 * Slow mode: seconds between two lines of a member of a channel. Kept in memory only; after a restart
 * everybody may write one line at once, which is no harm.
 */
export interface SlowMode {
  /** 0: go on, and the line counts; else the milliseconds to wait. */
  readonly next: (user: number, room: number, seconds: number) => number;
}

const remembered = 50_000;

export function newSlowMode(now: () => number): SlowMode {
  const last = new Map<string, number>();

  return {
    next(user, room, seconds) {
      if (seconds === 0) return 0;
      const at = now();
      const key = `${user} ${room}`;
      const before = last.get(key);
      const wait = before === undefined || before > at ? 0 : before + seconds * 1000 - at;
      if (wait > 0) return wait;
      last.delete(key);
      last.set(key, at);
      if (last.size > remembered) last.delete(last.keys().next().value ?? key);
      return 0;
    },
  };
}
