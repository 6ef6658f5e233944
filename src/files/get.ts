import type { Clock } from '../base/clock.ts';
import type { FileLine } from '../protocol/file-line.ts';
import { chunksIn } from '../protocol/file-size.ts';
import { encodeFileFrame, type FileFrame } from '../protocol/file-wire.ts';
import type { Inflow, Wanted } from './flow.ts';
import { endSilent } from './silence.ts';
import { newWaits } from './waits.ts';

/** Chunks that came and were not asked for yet. */
const mostWaiting = 2;

/** Looks at a line that may say nothing, before it counts as a dead one: at the edge of an upload nothing comes. */
const usually = 2;
const atTheEdge = 10;

/** What the nuvem has of a file, as it comes, from the first missing chunk on; it ends with the line. */
export function get(
  line: FileLine,
  token: Uint8Array,
  wanted: Wanted,
  later: Clock['later'],
): Inflow {
  const queue = newQueue(line.giveBack);
  const { hear, isWaiting, isWhole } = newHearing(wanted, queue.push);
  const patience = (): number => (isWaiting() ? atTheEdge : usually);
  // While there is no room it is not the nuvem that is silent.
  const listenOn = endSilent(line, later, () => (queue.hasRoom() ? patience() : Infinity));
  const heedOn = heed(wanted.signal, line.destroy);
  line.start({
    frame(frame) {
      if (!hear(frame)) line.destroy();
      return queue.hasRoom();
    },
    malformed: line.destroy,
    end: queue.end,
  });
  if (wanted.signal.aborted) line.destroy();
  line.send(encodeFileFrame({ type: 'open', token: Buffer.from(token), from: wanted.from }));
  return {
    by: 'nuvem',
    next() {
      const chunk = queue.next();
      if (queue.hasRoom()) line.resume();
      return chunk;
    },
    kept: () => {},
    [Symbol.asyncDispose]() {
      listenOn();
      heedOn();
      if (isWhole()) line.close();
      else line.destroy();
      return Promise.resolve();
    },
  };
}

/** Answers how to end it. */
function heed(signal: AbortSignal, abort: () => void): () => void {
  signal.addEventListener('abort', abort);
  return () => signal.removeEventListener('abort', abort);
}

interface Hearing {
  /** Answers whether it is what belongs there. */
  readonly hear: (frame: FileFrame) => boolean;
  /** The nuvem says that nothing comes for now. */
  readonly isWaiting: () => boolean;
  /** The last chunk has come. */
  readonly isWhole: () => boolean;
}

function newHearing({ from, size, waits }: Wanted, push: (chunk: Buffer) => void): Hearing {
  let next: number | undefined;
  let waiting = false;
  const words = newWaits((reason) => {
    waiting = reason !== undefined;
    waits(reason);
  });
  return {
    isWaiting: () => waiting,
    isWhole: () => next === chunksIn(size),
    hear(frame) {
      if (frame.type === 'wait') return words.heard(frame.why);
      if (frame.type === 'go' && next === undefined && frame.at === from) next = from;
      else if (frame.type === 'chunk' && frame.index === next) {
        next += 1;
        words.moved();
        push(frame.bytes);
      } else return false;
      return true;
    },
  };
}

interface Queue {
  readonly push: (chunk: Buffer) => void;
  readonly hasRoom: () => boolean;
  /** Undefined behind the last one. The one before is given back. */
  readonly next: () => Promise<Buffer | undefined>;
  readonly end: () => void;
}

function newQueue(giveBack: (chunk: Buffer) => void): Queue {
  const waiting: Buffer[] = [];
  let given: Buffer | undefined;
  let wake: ((chunk: Buffer | undefined) => void) | undefined;
  let over = false;

  /** To whoever waits, if somebody does. */
  function hand(): void {
    if (!wake || (waiting.length === 0 && !over)) return;
    given = waiting.shift();
    const asked = wake;
    wake = undefined;
    asked(given);
  }

  return {
    push(chunk) {
      waiting.push(chunk);
      hand();
    },
    hasRoom: () => waiting.length < mostWaiting,
    next() {
      if (given) giveBack(given);
      given = undefined;
      return new Promise((resolve) => {
        wake = resolve;
        hand();
      });
    },
    end() {
      over = true;
      hand();
    },
  };
}
