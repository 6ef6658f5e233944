import type { Socket } from 'node:net';

import { type Bound, newCutter } from '../protocol/frames.ts';
import { Malformed } from '../protocol/malformed.ts';

export interface Incoming {
  readonly start: () => void;
  readonly pause: () => void;
  readonly resume: () => void;
  /** From now on what comes in is read for the other side's goodbye only. */
  readonly discard: () => void;
}

export interface Received {
  /** False: no more bodies until `resume`. */
  readonly body: (body: Buffer) => boolean;
  readonly malformed: (fault: Malformed) => void;
}

/** So much a peer may still have on its way when its junk was noticed, and hear the last word all the same. */
const afterJunk = 1024 * 1024;
/** The same when nothing was wrong with it: a whole window of TCP may be on its way. */
const afterGoodbye = 16 * 1024 * 1024;

/** Reads a socket body by body, and not a body further than it was told. */
export function newIncoming(socket: Socket, bound: Bound, received: Received): Incoming {
  let state: 'flowing' | 'paused' | 'deaf' = 'flowing';
  let feeding = false;
  let overhear = newPatience(socket, afterGoodbye);

  const cutter = newCutter(bound, (body) => {
    if (!received.body(body)) turn('paused');
    return state === 'flowing';
  });

  function feed(chunk: Buffer): void {
    if (state === 'deaf') return overhear(chunk.length);
    feeding = true;
    try {
      cutter.feed(chunk);
    } catch (fault) {
      if (!(fault instanceof Malformed)) throw fault;
      turn('deaf');
      overhear = newPatience(socket, afterJunk);
      received.malformed(fault);
    } finally {
      feeding = false;
    }
  }

  function turn(next: typeof state): void {
    if (state === 'deaf') return;
    state = next;
    if (next === 'paused') socket.pause();
    else socket.resume();
  }

  return {
    start: () => void socket.on('data', feed),
    pause: () => turn('paused'),
    resume() {
      if (state !== 'paused') return;
      turn('flowing');
      if (!feeding) feed(nothing);
    },
    discard: () => turn('deaf'),
  };
}

/** Ends a peer that goes on and on. */
function newPatience(socket: Socket, most: number): (bytes: number) => void {
  let left = most;
  return (bytes) => {
    left -= bytes;
    if (left < 0) socket.destroy();
  };
}

const nothing = Buffer.alloc(0);
