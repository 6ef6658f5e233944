import type { Socket } from 'node:net';

import {
  answerTo,
  claimant,
  claimBytes,
  claimed,
  type DirectKeys,
  newGreeting,
  newMarks,
} from './direct-proof.ts';

/** A receiver that showed the key of what is offered. */
export interface Proven<T> {
  readonly offer: T;
  /** The device that it says it is. */
  readonly device: number;
  /** Marks what it says from now on. */
  readonly marks: (said: Uint8Array) => Buffer;
}

/**
 * Greets a stranger. Answers who it turned out to be; `false` when it claimed what is not so, and nothing when it
 * went away or had no more time. A proven receiver is not answered before `answer` is called, and its socket rests.
 */
export async function greet<T extends { readonly keys: DirectKeys }>(
  socket: Socket,
  offers: () => Iterable<T>,
  patienceMs: number,
): Promise<(Proven<T> & { readonly answer: () => void }) | false | undefined> {
  const greeting = newGreeting();
  socket.write(greeting);
  const claim = await exactly(socket, claimBytes, patienceMs);
  if (!claim) return claim;
  const offer = claimed(offers(), greeting, claim);
  if (!offer) return false;
  return {
    offer,
    device: claimant(offer.keys, greeting, claim),
    marks: newMarks(offer.keys, greeting, claim),
    answer: () => void socket.write(answerTo(offer.keys, greeting, claim)),
  };
}

/** The next bytes, not one more: nobody has anything to say before it was answered. */
function exactly(
  socket: Socket,
  bytes: number,
  patienceMs: number,
): Promise<Buffer | false | undefined> {
  return new Promise((resolve) => {
    const heard: Buffer[] = [];
    let length = 0;
    const timer = setTimeout(() => give(undefined), patienceMs);
    const gone = (): void => give(undefined);
    const hear = (chunk: Buffer): void => {
      length += chunk.length;
      heard.push(chunk);
      if (length >= bytes) give(length === bytes && Buffer.concat(heard));
    };
    socket.on('data', hear).on('close', gone).on('end', gone);

    function give(found: Buffer | false | undefined): void {
      clearTimeout(timer);
      socket.off('data', hear).off('close', gone).off('end', gone).pause();
      resolve(found);
    }
  });
}
