/** Points and the colours they were brought to, of which there are few. */
export interface Reduced {
  readonly colours: readonly number[];
  readonly points: Uint8Array;
}

type Part = 16 | 8 | 0;
const parts: readonly Part[] = [16, 8, 0];

const partOf = (colour: number, part: Part): number => (colour >> part) & 0xff;

/** Brings a picture to at most so many colours: the widest box of colours is halved until there are enough. */
export function fewColours(points: Uint32Array, most: number): Reduced {
  const boxes: (readonly number[])[] = [Array.from(points)];
  while (boxes.length < most) {
    const at = widest(boxes);
    const box = boxes[at] ?? [];
    if (spanOf(box).width === 0) break;
    boxes.splice(at, 1, ...halves(box));
  }
  const colours = [...new Set(boxes.map(mean))];
  const known = new Map<number, number>();
  const reduced = Uint8Array.from(points, (point) => {
    const at = known.get(point) ?? nearest(colours, point);
    known.set(point, at);
    return at;
  });
  return { colours, points: reduced };
}

interface Spread {
  readonly part: Part;
  readonly width: number;
}

/** In which part of their colours these differ most, and how far. */
function spanOf(box: readonly number[]): Spread {
  let most: Spread = { part: 16, width: 0 };
  for (const part of parts) {
    let [low, high] = [255, 0];
    for (const colour of box) {
      const value = partOf(colour, part);
      if (value < low) low = value;
      if (value > high) high = value;
    }
    if (high - low > most.width) most = { part, width: high - low };
  }
  return most;
}

/** Many points that differ a little weigh as much as few that differ a lot. */
function widest(boxes: readonly (readonly number[])[]): number {
  let [best, most] = [0, -1];
  for (const [at, box] of boxes.entries()) {
    const weight = spanOf(box).width * Math.sqrt(box.length);
    if (weight > most) [best, most] = [at, weight];
  }
  return best;
}

/** Both hold something: where one colour is most of it, the cut is moved to its edge. */
function halves(box: readonly number[]): readonly (readonly number[])[] {
  const { part } = spanOf(box);
  const sorted = box.toSorted((one, other) => partOf(one, part) - partOf(other, part));
  const middle = partOf(sorted[sorted.length >> 1] ?? 0, part);
  const below = sorted.filter((colour) => partOf(colour, part) < middle);
  if (below.length > 0) return [below, sorted.slice(below.length)];
  const upTo = sorted.filter((colour) => partOf(colour, part) <= middle);
  return [upTo, sorted.slice(upTo.length)];
}

function mean(box: readonly number[]): number {
  let colour = 0;
  for (const part of parts) {
    let sum = 0;
    for (const each of box) sum += partOf(each, part);
    colour |= Math.round(sum / Math.max(1, box.length)) << part;
  }
  return colour;
}

function nearest(colours: readonly number[], wanted: number): number {
  let [best, least] = [0, Number.POSITIVE_INFINITY];
  for (const [at, colour] of colours.entries()) {
    let far = 0;
    for (const part of parts) far += (partOf(colour, part) - partOf(wanted, part)) ** 2;
    if (far < least) [best, least] = [at, far];
  }
  return best;
}
