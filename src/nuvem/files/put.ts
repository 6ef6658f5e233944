import { no } from '../../base/result.ts';
import type { FileLine } from '../../protocol/file-line.ts';
import { encodeFileFrame, type FileEnd, type FileFrame } from '../../protocol/file-wire.ts';
import type { FileGround } from './ground.ts';
import { newKeeper } from './keeper.ts';
import { lengthAt, type OpenFile } from './open-file.ts';

type Chunk = Extract<FileFrame, { readonly type: 'chunk' }>;

/** An upload under way. */
export interface Put {
  /** The next chunk: what is wrong with it, or whether the line is read on. */
  readonly take: (chunk: Chunk) => FileEnd | boolean;
  /** Takes no more. */
  readonly stop: () => void;
  /** Nothing more comes; what came is written as long as there is room. */
  readonly left: () => void;
  /** All that was taken is kept, or cannot be; why it ended before the file was whole, when that is not by `stop`. */
  readonly done: Promise<FileEnd | undefined>;
}

/** Chunks in memory that are not written yet; the line is not read on before they are. */
const mostHeld = 2;

export function startPut(ground: FileGround, line: FileLine, file: OpenFile): Put {
  const stop = new AbortController();
  const left = new AbortController();
  const over = AbortSignal.any([stop.signal, left.signal]);
  const queue = newQueue(stop.signal, over);
  const keeper = newKeeper(ground, line, file, stop);
  let next = file.written();

  async function run(): Promise<FileEnd | undefined> {
    while (file.written() < file.chunks) {
      const chunks = await queue.all();
      if (chunks.length === 0) break;
      const written = await write(ground, line, file, chunks, over);
      if (written === 'broken') keeper.fail(written);
      if (written !== 'written') break;
      for (const bytes of chunks) line.giveBack(bytes);
      await keeper.wrote();
      line.resume();
    }
    stop.abort();
    return keeper.last();
  }

  return {
    take({ index, bytes }) {
      if (index !== next || next === file.chunks) return 'order';
      if (bytes.length !== lengthAt(file, index)) return 'size';
      next += 1;
      return queue.add(bytes) < mostHeld;
    },
    stop: () => stop.abort(),
    left: () => left.abort(),
    done: run(),
  };
}

/** Waits for room as long as somebody is there, and says so. */
async function write(
  { space }: FileGround,
  line: FileLine,
  file: OpenFile,
  chunks: readonly Buffer[],
  over: AbortSignal,
): Promise<'written' | 'broken' | 'stopped'> {
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
  let waits = false;
  do {
    const written = (await space.take(bytes)) ? await file.append(chunks) : no('full');
    if (written.ok) {
      if (waits) line.send(encodeFileFrame({ type: 'wait', why: 'going' }));
      return 'written';
    }
    if (written.error === 'broken') return 'broken';
    space.full();
    if (!waits) line.send(encodeFileFrame({ type: 'wait', why: 'full' }));
    waits = true;
    await space.again(over);
  } while (!over.aborted);
  return 'stopped';
}

interface Queue {
  readonly add: (bytes: Buffer) => number;
  /** What waits, at least one; nothing when it is to stop, or nothing waits and it is over. */
  readonly all: () => Promise<readonly Buffer[]>;
}

function newQueue(stop: AbortSignal, over: AbortSignal): Queue {
  const waiting: Buffer[] = [];
  let wake = (): void => {};
  over.addEventListener('abort', () => wake(), { once: true });
  return {
    add(bytes) {
      const { length } = waiting;
      waiting.push(bytes);
      wake();
      return length + 1;
    },
    async all() {
      if (waiting.length === 0 && !over.aborted)
        await new Promise<void>((resolve) => (wake = resolve));
      return stop.aborted ? [] : waiting.splice(0);
    },
  };
}
