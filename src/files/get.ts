import type { FileLine } from '../protocol/file-line.ts';
import { encodeFileFrame, type FileFrame } from '../protocol/file-wire.ts';
import type { Inflow, Wanted } from './flow.ts';
import { reasonOfWait } from './put.ts';

/** Chunks that came and were not asked for yet. */
const mostWaiting = 2;

/** What the nuvem has of a file, as it comes, from the first missing chunk on; it ends with the line. */
export function get(line: FileLine, token: Uint8Array, wanted: Wanted): Inflow {
  const queue = newQueue(line.giveBack);
  const hear = newHearing(wanted, queue.push);
  const abort = (): void => line.destroy();
  wanted.signal.addEventListener('abort', abort);
  line.start({
    frame(frame) {
      if (!hear(frame)) line.destroy();
      return queue.hasRoom();
    },
    malformed: () => line.destroy(),
    end() {
      wanted.signal.removeEventListener('abort', abort);
      queue.end();
    },
  });
  if (wanted.signal.aborted) abort();
  else {
    const open = { type: 'open', token: Buffer.from(token), from: wanted.from } as const;
    line.send(encodeFileFrame(open));
  }
  return {
    by: 'nuvem',
    next() {
      const chunk = queue.next();
      if (queue.hasRoom()) line.resume();
      return chunk;
    },
    kept: () => {},
    [Symbol.asyncDispose]() {
      line.close();
      return Promise.resolve();
    },
  };
}

/** Answers whether it is what belongs there. */
function newHearing(
  { from, waits }: Wanted,
  push: (chunk: Buffer) => void,
): (frame: FileFrame) => boolean {
  let next: number | undefined;
  return (frame) => {
    if (frame.type === 'go' && next === undefined) next = frame.at;
    else if (frame.type === 'chunk' && frame.index === next) {
      next += 1;
      push(frame.bytes);
    } else if (frame.type === 'wait') waits(reasonOfWait(frame.why));
    else if (frame.type !== 'kept') return false;
    return next === undefined || next >= from;
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
