interface Numbered {
  readonly seq?: number | undefined;
}

interface Listed {
  readonly length: number;
  readonly at: (index: number) => Numbered | undefined;
}

/**
 * The last place of a list that has a number, and none above that one; -1 when there is none. Numbers rise
 * along the list, and what was said beside the log has none.
 */
export function lastUpTo(list: Listed, seq: number): number {
  let best = -1;
  let [from, to] = [0, list.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const at = lastNumbered(list, from, middle);
    const found = list.at(at)?.seq;
    if (at < from) from = middle + 1;
    else if (found !== undefined && found <= seq) {
      best = at;
      from = middle + 1;
    } else to = at;
  }
  return best;
}

function lastNumbered(list: Listed, from: number, to: number): number {
  let at = to;
  while (at >= from && list.at(at)?.seq === undefined) at -= 1;
  return at;
}
