import type { Clock } from '../base/clock.ts';
import type { FileLine } from '../protocol/file-line.ts';
import { chunksIn } from '../protocol/file-size.ts';
import { encodeFileFrame, type FileFrame } from '../protocol/file-wire.ts';
import type { Reason } from '../words/reason.ts';
import type { Outflow } from './flow.ts';
import { endSilent } from './silence.ts';
import { newWaits } from './waits.ts';

/** Chunks given to the system and not yet taken by it. */
const mostUnderWay = 4;

/** A file that goes to the nuvem. */
export interface Putting {
  readonly token: Uint8Array;
  /** Plain bytes. */
  readonly size: number;
  readonly flow: (from: number) => Outflow | Promise<Outflow>;
  /** So many chunks are on the nuvem's disk. */
  readonly kept: (count: number) => void;
  /** Why nothing is taken for now; undefined when it goes on. */
  readonly waits: (reason: Reason | undefined) => void;
  readonly signal: AbortSignal;
  readonly later: Clock['later'];
}

/** Looks at a line that may find nothing moving, before it counts as a dead one: disks take their time. */
const patience = 5;

/**
 * Sends what the nuvem has not got; true when it has all of it, false when the line ended before. Throws what the
 * flow throws.
 */
export async function put(line: FileLine, putting: Putting): Promise<boolean> {
  const { token, size, flow, signal } = putting;
  const count = chunksIn(size);
  let given = 0;
  const heard = newHeard(line, putting, count, () => given);
  const listenOn = endSilent(line, putting.later, () => patience);
  const abort = (): void => line.destroy();
  signal.addEventListener('abort', abort);
  try {
    if (signal.aborted) return false;
    line.send(encodeFileFrame({ type: 'open', token: Buffer.from(token), from: 0 }));
    const from = await heard.begun;
    if (from === undefined) return false;
    given = from;
    await using chunks = await flow(from);
    await pour(chunks, line, heard.over, () => void (given += 1));
    const whole = await heard.whole;
    if (whole) line.close();
    return whole;
  } finally {
    listenOn();
    signal.removeEventListener('abort', abort);
    line.destroy();
  }
}

interface Heard {
  /** The chunk that is wanted first; undefined when the line ended. */
  readonly begun: Promise<number | undefined>;
  /** Whether the nuvem has all. */
  readonly whole: Promise<boolean>;
  readonly over: Promise<void>;
}

/** `given` are the chunks that it can have by now. */
function newHeard(line: FileLine, putting: Putting, count: number, given: () => number): Heard {
  const begun = later<number | undefined>();
  const whole = later<boolean>();
  const over = later<void>();
  const words = newWaits(putting.waits);
  let from: number | undefined;
  let last: number | undefined;

  /** What was not given cannot be kept, nor less than before; and saying it again says nothing. */
  function keeps(said: number): boolean {
    if (from === undefined || said > Math.max(from, given())) return false;
    if (last === undefined ? said < from : said <= last) return false;
    last = said;
    words.moved();
    putting.kept(said);
    if (said === count) whole.resolve(true);
    return true;
  }

  function begins(at: number): boolean {
    if (from !== undefined || at > count) return false;
    from = at;
    begun.resolve(at);
    return true;
  }

  function fits(said: FileFrame): boolean {
    if (said.type === 'go') return begins(said.at);
    if (said.type === 'wait') return words.heard(said.why);
    return said.type === 'kept' && keeps(said.count);
  }

  startOn(line, fits, () => {
    over.resolve();
    begun.resolve(undefined);
    whole.resolve(false);
  });
  return { begun: begun.promise, whole: whole.promise, over: over.promise };
}

/** Ends with the first thing that does not fit. */
function startOn(line: FileLine, fits: (said: FileFrame) => boolean, end: () => void): void {
  line.start({
    frame(said) {
      if (!fits(said)) line.destroy();
      return true;
    },
    malformed: () => line.destroy(),
    end,
  });
}

/** From disk to socket, as fast as the socket takes it. */
async function pour(
  chunks: Outflow,
  line: FileLine,
  over: Promise<void>,
  gave: () => void,
): Promise<void> {
  const valve = newValve(over);
  for (let frame = await chunks.next(); frame; frame = await chunks.next()) {
    line.send(frame.bytes, valve.under(frame.free));
    gave();
    await valve.room();
    if (valve.isShut()) return;
  }
}

interface Valve {
  /** Something is under way, until what this answers is called. */
  readonly under: (then: () => void) => () => void;
  /** Resolves when there is room for more, or it is over. */
  readonly room: () => Promise<void>;
  readonly isShut: () => boolean;
}

function newValve(over: Promise<void>): Valve {
  let underWay = 0;
  let isShut = false;
  let wake = (): void => {};
  void shut();

  async function shut(): Promise<void> {
    await over;
    isShut = true;
    wake();
  }

  return {
    under(then) {
      underWay += 1;
      return () => {
        underWay -= 1;
        then();
        wake();
      };
    },
    room: () =>
      isShut || underWay < mostUnderWay
        ? Promise.resolve()
        : new Promise((resolve) => void (wake = resolve)),
    isShut: () => isShut,
  };
}

interface Later<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
}

function later<T>(): Later<T> {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((settle) => void (resolve = settle));
  return { promise, resolve };
}
