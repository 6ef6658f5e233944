import type { FileLine } from '../protocol/file-line.ts';
import { chunksIn } from '../protocol/file-size.ts';
import { encodeFileFrame, type FileFrame } from '../protocol/file-wire.ts';
import type { Reason } from '../words/reason.ts';
import type { Outflow } from './flow.ts';

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
}

/**
 * Sends what the nuvem has not got; true when it has all of it, false when the line ended before. Throws what the
 * flow throws.
 */
export async function put(line: FileLine, putting: Putting): Promise<boolean> {
  const { token, size, flow, signal } = putting;
  const count = chunksIn(size);
  const heard = newHeard(line, putting, count);
  const abort = (): void => line.destroy();
  signal.addEventListener('abort', abort);
  try {
    if (signal.aborted) return false;
    line.send(encodeFileFrame({ type: 'open', token: Buffer.from(token), from: 0 }));
    const from = await heard.begun;
    if (from === undefined) return false;
    await using chunks = await flow(from);
    await pour(chunks, line, heard.over);
    return await heard.whole;
  } finally {
    signal.removeEventListener('abort', abort);
    line.close();
  }
}

interface Heard {
  /** The chunk that is wanted first; undefined when the line ended. */
  readonly begun: Promise<number | undefined>;
  /** Whether the nuvem has all. */
  readonly whole: Promise<boolean>;
  readonly over: Promise<void>;
}

function newHeard(line: FileLine, { kept, waits }: Putting, count: number): Heard {
  const begun = later<number | undefined>();
  const whole = later<boolean>();
  const over = later<void>();
  let from: number | undefined;

  function frame(said: FileFrame): void {
    if (said.type === 'go' && from === undefined && said.at <= count) {
      from = said.at;
      begun.resolve(from);
    } else if (said.type === 'kept' && said.count <= count) {
      kept(said.count);
      if (said.count === count) whole.resolve(true);
    } else if (said.type === 'wait') waits(reasonOfWait(said.why));
    else line.destroy();
  }

  line.start({
    frame(said) {
      frame(said);
      return true;
    },
    malformed: () => line.destroy(),
    end() {
      over.resolve();
      begun.resolve(undefined);
      whole.resolve(false);
    },
  });
  return { begun: begun.promise, whole: whole.promise, over: over.promise };
}

export const reasonOfWait = (
  why: Extract<FileFrame, { readonly type: 'wait' }>['why'],
): Reason | undefined => {
  if (why === 'going') return undefined;
  return why === 'edge' ? ['file-edge'] : ['file-nuvem-full'];
};

/** From disk to socket, as fast as the socket takes it. */
async function pour(chunks: Outflow, line: FileLine, over: Promise<void>): Promise<void> {
  const valve = newValve(over);
  for (let frame = await chunks.next(); frame; frame = await chunks.next()) {
    line.send(frame.bytes, valve.under(frame.free));
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
