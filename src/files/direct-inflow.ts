import type { Socket } from 'node:net';

import { marked, opening } from './direct-hear.ts';
import { type Landed, newLanding } from './direct-landing.ts';
import type { Reached } from './direct-reach.ts';
import type { Inflow, Wanted } from './flow.ts';

/** Chunks that came and were not asked for yet. */
const mostWaiting = 2;
/** A sender that says nothing for so long, while chunks are wanted, is not there any more. */
const idleMs = 10_000;
/** So long the last word may take. */
const farewellMs = 2000;

/** What a sender gives, chunk by chunk. It comes to an end when it says anything else. */
export function inflowOf({ socket, marks, read }: Reached, wanted: Wanted): Inflow {
  const waiting: Landed[] = [];
  let given: Landed | undefined;
  let wake: ((chunk: Buffer | undefined) => void) | undefined;
  const landing = newLanding(wanted.size, wanted.from, (landed) => {
    waiting.push(landed);
    hand();
  });

  /** To whoever waits, if somebody does. */
  function hand(): void {
    if (!wake || (waiting.length === 0 && !socket.destroyed)) return;
    given = waiting.shift();
    const asked = wake;
    wake = undefined;
    asked(given?.sealed);
  }

  endWith(socket, wanted.signal, hand);
  // While nobody asks it is not the sender who is silent.
  socket.on('timeout', () => wake && socket.destroy());
  read({
    room: landing.room,
    came(bytes) {
      landing.came(bytes);
      return waiting.length < mostWaiting;
    },
  });
  socket.write(marked(opening(wanted.from), marks));
  return {
    by: 'direct',
    next: () =>
      new Promise((resolve) => {
        if (given) landing.giveBack(given);
        given = undefined;
        wake = resolve;
        hand();
        if (given === undefined) socket.setTimeout(idleMs);
        socket.resume();
      }),
    kept: (count) => void socket.write(marked({ type: 'kept', count }, marks)),
    [Symbol.asyncDispose]: () => farewell(socket),
  };
}

function endWith(socket: Socket, signal: AbortSignal, then: () => void): void {
  const abort = (): void => void socket.destroy();
  signal.addEventListener('abort', abort);
  socket.once('close', () => {
    signal.removeEventListener('abort', abort);
    then();
  });
  if (signal.aborted) abort();
}

/** What was said last still goes out, to a sender that listens. */
function farewell(socket: Socket): Promise<void> {
  if (socket.closed) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.destroy(), farewellMs);
    socket.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.end(() => socket.destroy());
  });
}
