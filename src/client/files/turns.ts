import type { Clock } from '../../base/clock.ts';

/** So many files move at once one way, and so many may have begun, be it that they wait for something. */
const moving = 3;
const begun = 16;
/** Where all that have begun wait, another one gets its turn after this long. */
const patience = 30_000;

type Is = 'moves' | 'stuck';

export interface Turns {
  /** Behind all others of its way. */
  readonly add: (way: 'out' | 'in', id: string) => void;
  /** It has begun, and moves, or waits for something: then its turn is another one's. */
  readonly is: (id: string, is: Is) => void;
  /** Its turn is over, whether it had begun or not. */
  readonly drop: (id: string) => void;
  readonly hasBegun: (id: string) => boolean;
  readonly end: () => void;
}

interface Ways {
  readonly start: (id: string) => void;
  /** It gives its turn to another one, and comes again. */
  readonly rest: (id: string) => void;
}

/** Who may move: in the order in which they came, and nobody waits for those that wait themselves. */
export function newTurns(ways: Ways, later: Clock['later']): Turns {
  const lanes = { out: newLane(ways, later), in: newLane(ways, later) };
  const both = [lanes.out, lanes.in];
  return {
    add: (way, id) => lanes[way].add(id),
    is: (id, is) => both.forEach((lane) => lane.is(id, is)),
    drop: (id) => both.forEach((lane) => lane.drop(id)),
    hasBegun: (id) => both.some(({ on }) => on.has(id)),
    end: () => both.forEach((lane) => lane.end()),
  };
}

interface Line {
  readonly queue: Set<string>;
  readonly on: Map<string, Is>;
}

interface Lane extends Pick<Turns, 'is' | 'drop' | 'end'>, Pick<Line, 'on'> {
  readonly add: (id: string) => void;
}

function newLane({ start, rest }: Ways, later: Clock['later']): Lane {
  const line: Line = { queue: new Set(), on: new Map() };
  const { queue, on } = line;
  let cancel: (() => void) | undefined;

  function next(): void {
    for (let id = nextOf(line); id !== undefined; id = nextOf(line)) {
      queue.delete(id);
      on.set(id, 'moves');
      start(id);
    }
    if (isBlocked(line)) cancel ??= later(patience, rotate);
  }

  function rotate(): void {
    cancel = undefined;
    const given = givenUp(line);
    if (given !== undefined) rest(given);
    next();
  }

  return {
    on,
    add(id) {
      if (!on.has(id)) queue.add(id);
      next();
    },
    is(id, is) {
      if (!on.delete(id)) return;
      on.set(id, is);
      next();
    },
    drop(id) {
      queue.delete(id);
      if (on.delete(id)) next();
    },
    end() {
      cancel?.();
      for (const ids of [queue, on]) ids.clear();
    },
  };
}

const isFree = ({ on, queue }: Line): boolean =>
  queue.size > 0 && [...on.values()].filter((is) => is === 'moves').length < moving;

function nextOf(line: Line): string | undefined {
  const [first] = line.queue;
  return isFree(line) && line.on.size < begun ? first : undefined;
}

const isBlocked = (line: Line): boolean => isFree(line) && line.on.size >= begun;

/** The one that has waited longest goes behind all others. */
function givenUp(line: Line): string | undefined {
  const { on, queue } = line;
  const [id] = (isBlocked(line) && [...on].find(([, is]) => is === 'stuck')) || [];
  if (id === undefined) return undefined;
  on.delete(id);
  queue.add(id);
  return id;
}
