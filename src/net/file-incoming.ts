import type { Socket } from 'node:net';

import type { FileLineEvents } from '../protocol/file-line.ts';
import type { Bound } from '../protocol/frames.ts';
import { Malformed } from '../protocol/malformed.ts';
import { type FileCutter, newFileCutter } from './file-cutter.ts';
import { spend } from './turn.ts';

export interface FileIncoming {
  /** Bytes of the socket; looked at, or copied, at once. */
  readonly came: (bytes: Buffer) => void;
  readonly pause: () => void;
  readonly resume: () => void;
  /** What comes from now on is read for the other side's goodbye only. */
  readonly discard: () => void;
  readonly giveBack: (bytes: Buffer) => void;
}

/** Reads a socket frame by frame, and not a frame further than it was told. */
export function newFileIncoming(
  socket: Socket,
  bound: Bound,
  events: Pick<FileLineEvents, 'frame' | 'malformed'>,
): FileIncoming {
  const valve = newValve(socket);
  let feeding = false;
  /** What came and is not wanted yet: at most what TLS had opened when the socket was paused. */
  let rest: Buffer = nothing;
  const cutter = newFileCutter(bound, (frame) => {
    if (!events.frame(frame)) valve.want(false);
    return valve.isOpen();
  });

  function came(bytes: Buffer): void {
    if (valve.spend(bytes.length) === 'deaf') return;
    if (rest.length > 0 || !valve.isOpen()) rest = Buffer.concat([rest, bytes]);
    else rest = Buffer.from(feed(bytes));
  }

  /** Answers what is left when no more is wanted. */
  function feed(bytes: Buffer): Buffer {
    feeding = true;
    const left = eat(cutter, valve, bytes);
    feeding = false;
    if (Buffer.isBuffer(left)) return left;
    valve.shut();
    events.malformed(left);
    return nothing;
  }

  return {
    came,
    giveBack: cutter.giveBack,
    pause: () => valve.want(false),
    resume() {
      valve.want(true);
      if (!feeding) rest = feed(rest);
    },
    discard() {
      valve.shut();
      rest = nothing;
    },
  };
}

/** As much as is wanted; answers the rest, or what is wrong with it. */
function eat(cutter: FileCutter, valve: Valve, bytes: Buffer): Buffer | Malformed {
  let left = bytes;
  try {
    while (left.length > 0 && valve.isOpen()) left = left.subarray(cutter.feed(left));
  } catch (fault) {
    if (fault instanceof Malformed) return fault;
    throw fault;
  }
  return valve.isShut() ? nothing : left;
}

const nothing = Buffer.alloc(0);

/** Whether a socket is read. */
interface Valve {
  readonly want: (more: boolean) => void;
  /** So much was read; when that was enough for this turn, the next one goes on. */
  readonly spend: (bytes: number) => 'deaf' | 'heard';
  /** Nothing is looked at any more. */
  readonly shut: () => void;
  readonly isShut: () => boolean;
  readonly isOpen: () => boolean;
}

/** So much may still be on its way when nobody listens any more: a window of TCP. */
const afterGoodbye = 16 * 1024 * 1024;

function newValve(socket: Socket): Valve {
  let wanted = true;
  let deaf = false;
  let resting = false;
  let overheard = 0;

  function turn(): void {
    const flows = deaf || (wanted && !resting);
    if (flows === !socket.isPaused()) return;
    if (flows) socket.resume();
    else socket.pause();
  }

  function rested(): void {
    resting = false;
    turn();
  }

  return {
    want(more) {
      wanted = more;
      turn();
    },
    spend(bytes) {
      if (deaf) {
        overheard += bytes;
        if (overheard > afterGoodbye) socket.destroy();
        return 'deaf';
      }
      if (!resting && spend(bytes, rested)) {
        resting = true;
        turn();
      }
      return 'heard';
    },
    shut() {
      deaf = true;
      turn();
    },
    isShut: () => deaf,
    isOpen: () => wanted && !deaf && !socket.destroyed,
  };
}
