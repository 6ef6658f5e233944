import { chunkLength, chunksIn, largestChunk, sealedSize } from '../protocol/file-size.ts';
import { chunkHeadSize, type FileFrame, parseFileFrame } from '../protocol/file-wire.ts';
import { headSize } from '../protocol/frames.ts';
import { Malformed } from '../protocol/malformed.ts';

/** A chunk that came whole. Its memory is used again when it is given back. */
export interface Landed {
  readonly memory: Buffer;
  readonly sealed: Buffer;
}

/**
 * Where the chunks of a sender land. Each one's length is known before it comes, so that the system reads it to
 * where it stays, and nothing is copied.
 */
export interface Landing {
  /** Where the next bytes may be put: never more than what is missing of a chunk. */
  readonly room: () => Buffer;
  /** Throws `Malformed` for anything but the next chunk, and what may stand before it. */
  readonly came: (bytes: Buffer) => void;
  readonly giveBack: (landed: Landed) => void;
}

/** Chunks at the same time: one that comes, those that wait, one that is looked at. */
const mostSpare = 4;
/** Other frames in front of a chunk: without end they would hold a receiver who could go to the nuvem. */
const mostWords = 16;
const nothing = Buffer.alloc(0);

export function newLanding(size: number, from: number, onChunk: (landed: Landed) => void): Landing {
  const spare = newSpare();
  const roomFor = roomIn(spare, size);
  let index = from;
  let filled = 0;
  const words = newWords(from);
  let memory = roomFor(index);

  /** Takes one frame off the front; false when it is not all there. */
  function take(): boolean {
    const length = frameIn(memory, filled);
    if (length === undefined) return false;
    const frame = parseFileFrame(memory.subarray(headSize, length));
    if (frame.type === 'chunk') land(frame, length);
    else {
      words.attend(frame);
      memory.copyWithin(0, length, filled);
      filled -= length;
    }
    return filled > 0;
  }

  function land(frame: FileFrame & { readonly type: 'chunk' }, length: number): void {
    if (frame.index !== index || length < memory.length) throw new Malformed('the next chunk');
    const landed = { memory, sealed: frame.bytes };
    [index, filled] = [index + 1, 0];
    words.moved();
    memory = roomFor(index);
    onChunk(landed);
  }

  return {
    room: () => memory.subarray(filled),
    came(bytes) {
      if (bytes.length > memory.length - filled) throw new Malformed('nothing but the next chunk');
      if (bytes.buffer !== memory.buffer) bytes.copy(memory, filled);
      filled += bytes.length;
      while (take());
    },
    giveBack: (landed) => spare.giveBack(landed.memory),
  };
}

/** Behind the last chunk there is room for nothing. */
function roomIn({ take }: Spare, size: number): (index: number) => Buffer {
  const [count, sealed] = [chunksIn(size), sealedSize(size)];
  return (index) =>
    index < count ? take().subarray(0, chunkHeadSize + chunkLength(sealed, index)) : nothing;
}

type Spare = ReturnType<typeof newSpare>;

function newSpare(): { readonly take: () => Buffer; readonly giveBack: (memory: Buffer) => void } {
  const spare: Buffer[] = [];
  return {
    take: () => spare.pop() ?? Buffer.allocUnsafeSlow(chunkHeadSize + largestChunk),
    giveBack({ buffer }) {
      if (spare.length < mostSpare) spare.push(Buffer.from(buffer as ArrayBuffer));
    },
  };
}

/** How long the frame at the front is, once it is there. */
function frameIn(memory: Buffer, filled: number): number | undefined {
  if (filled < headSize) return undefined;
  const length = headSize + memory.readUInt32BE();
  if (length > memory.length) throw new Malformed('a frame of the next chunk');
  return filled < length ? undefined : length;
}

interface Words {
  readonly attend: (frame: FileFrame) => void;
  readonly moved: () => void;
}

function newWords(from: number): Words {
  let words = 0;
  return {
    attend(frame) {
      words += 1;
      const fits = frame.type === 'wait' || (frame.type === 'go' && frame.at === from);
      if (!fits || words > mostWords) throw new Malformed(`chunks from ${from} on`);
    },
    moved: () => void (words = 0),
  };
}
