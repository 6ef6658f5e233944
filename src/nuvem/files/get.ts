import type { Clock } from '../../base/clock.ts';
import type { FileLine } from '../../protocol/file-line.ts';
import { largestChunk } from '../../protocol/file-size.ts';
import {
  chunkHeadSize,
  encodeFileFrame,
  type FileEnd,
  putChunkHead,
} from '../../protocol/file-wire.ts';
import { lengthAt, type OpenFile } from './open-file.ts';

/** A download under way. */
export interface Get {
  readonly stop: () => void;
  /** Everything was sent, or it was stopped; or why it ended. */
  readonly done: Promise<FileEnd | undefined>;
}

/** Chunks of one reader in memory, and of all of this process: each has one, though. */
const readAhead = 3;
const ofAll = 24;
let readers = 0;
const mostMade = (): number => Math.max(1, Math.min(readAhead, Math.floor(ofAll / readers)));

/** Who reads as fast as is written is at the edge all the time: it is told when nothing comes for so long. */
const edgeMs = 500;

/** Sends a file from a chunk on; at the edge of an upload it waits for more. */
export function startGet(line: FileLine, file: OpenFile, from: number, later: Clock['later']): Get {
  const stop = new AbortController();
  const trays = newTrays(stop.signal);
  const edge = newEdge(line, later);
  readers += 1;

  function over(): void {
    readers -= 1;
    edge.end();
  }

  async function run(): Promise<FileEnd | undefined> {
    for (let next = from; next < file.chunks;) {
      if (next >= file.written()) {
        edge.reached(file.putting ? edgeMs : 0);
        await more(file, stop.signal);
        if (stop.signal.aborted) return undefined;
        continue;
      }
      edge.left();
      const tray = await trays.take();
      if (!tray) return undefined;
      const frame = tray.subarray(0, chunkHeadSize + lengthAt(file, next));
      const read = await file.read(next, frame.subarray(chunkHeadSize));
      if (stop.signal.aborted) return undefined;
      if (!read.ok) return 'broken';
      putChunkHead(frame, next);
      line.send(frame, () => trays.give(tray));
      next += 1;
    }
    await trays.all();
    return undefined;
  }

  return { stop: () => stop.abort(), done: run().finally(over) };
}

interface Edge {
  /** Nothing is there to be sent; it is told if that stays so. */
  readonly reached: (patience: number) => void;
  readonly left: () => void;
  readonly end: () => void;
}

function newEdge(line: FileLine, later: Clock['later']): Edge {
  let told = false;
  let cancel: (() => void) | undefined;

  function tell(): void {
    if (!told) line.send(encodeFileFrame({ type: 'wait', why: 'edge' }));
    told = true;
  }
  function end(): void {
    cancel?.();
    cancel = undefined;
  }
  return {
    reached(patience) {
      if (patience === 0) tell();
      else cancel ??= later(patience, tell);
    },
    left() {
      end();
      if (told) line.send(encodeFileFrame({ type: 'wait', why: 'going' }));
      told = false;
    },
    end,
  };
}

/** More is written, or it is to stop. */
function more(file: OpenFile, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const cancel = file.onMore(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    function stop(): void {
      cancel();
      resolve();
    }
    signal.addEventListener('abort', stop, { once: true });
  });
}

interface Trays {
  /** Memory for a frame, when the system has taken what lay there; undefined when it is to stop. */
  readonly take: () => Promise<Buffer | undefined>;
  readonly give: (tray: Buffer) => void;
  /** Everything was taken by the system, or it is to stop. */
  readonly all: () => Promise<void>;
}

function newTrays(signal: AbortSignal): Trays {
  const free: Buffer[] = [];
  let made = 0;
  let wake = (): void => {};
  signal.addEventListener('abort', () => wake(), { once: true });
  const mayTake = (): boolean => free.length > 0 || made < mostMade() || signal.aborted;
  const isIdle = (): boolean => free.length === made || signal.aborted;
  const given = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  return {
    async take() {
      while (!mayTake()) await given();
      if (signal.aborted) return undefined;
      const tray = free.pop();
      if (tray) return tray;
      made += 1;
      return Buffer.allocUnsafeSlow(chunkHeadSize + largestChunk);
    },
    give(tray) {
      if (made > mostMade()) made -= 1;
      else free.push(tray);
      wake();
    },
    async all() {
      while (!isIdle()) await given();
    },
  };
}
