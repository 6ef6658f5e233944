/** The word that a mistyped one most likely was; undefined when none is close. */
export function nearest(typed: string, words: readonly string[]): string | undefined {
  const word = typed.toLowerCase().slice(0, 40);
  let best: string | undefined;
  let least = word.length < 4 ? 2 : 3;
  for (const one of words) {
    const far = one.startsWith(word) && word !== '' ? 0.5 : distance(word, one);
    if (far < least) {
      least = far;
      best = one;
    }
  }
  return best;
}

/** How many letters have to be changed, put in, taken out or swapped with the next. */
function distance(one: string, other: string): number {
  let before: readonly number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let at = 1; at <= one.length; at += 1) {
    const next = [at];
    for (let to = 1; to <= other.length; to += 1) {
      const same = one[at - 1] === other[to - 1] ? 0 : 1;
      const swapped = one[at - 1] === other[to - 2] && one[at - 2] === other[to - 1];
      next[to] = Math.min(
        cost(row, to) + 1,
        cost(next, to - 1) + 1,
        cost(row, to - 1) + same,
        swapped ? cost(before, to - 2) + 1 : Infinity,
      );
    }
    before = row;
    row = next;
  }
  return cost(row, other.length);
}

const cost = (row: readonly number[], at: number): number => row[at] ?? 0;
