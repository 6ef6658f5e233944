/** How fast something goes, and when that is to be told again. */
export interface Pace {
  /** So many bytes by now. Tells at most five times a second. */
  readonly at: (bytes: number) => void;
  /** Tells what was not told yet. */
  readonly flush: () => void;
}

const between = 200;
/** The rate is that of the last seconds. */
const remembered = 3000;

export function newPace(now: () => number, tell: (bytes: number, rate: number) => void): Pace {
  const marks: Array<{ readonly when: number; readonly bytes: number }> = [];
  let told = Number.NEGATIVE_INFINITY;
  let last: number | undefined;

  function say(when: number, bytes: number): void {
    while (marks.length > 2 && when - (marks[0]?.when ?? when) > remembered) marks.shift();
    marks.push({ when, bytes });
    const [first = { when, bytes }] = marks;
    const rate = when > first.when ? ((bytes - first.bytes) / (when - first.when)) * 1000 : 0;
    told = when;
    last = undefined;
    tell(bytes, Math.max(0, Math.round(rate)));
  }

  return {
    at(bytes) {
      const when = now();
      if (when - told >= between) say(when, bytes);
      else last = bytes;
    },
    flush() {
      if (last !== undefined) say(now(), last);
    },
  };
}
