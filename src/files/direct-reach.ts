import { connect, type Socket } from 'node:net';

import { Malformed } from '../protocol/malformed.ts';
import type { Place } from './direct-candidates.ts';
import {
  answerBytes,
  type DirectKeys,
  greetingBytes,
  isAnswer,
  isGreeting,
  newClaim,
  newMarks,
} from './direct-proof.ts';

/** A connection to a sender who proved that it has the key of the file. */
export interface Reached {
  readonly socket: Socket;
  /** Of what is said to it. */
  readonly marks: (said: Uint8Array) => Buffer;
  /** Who reads what comes from now on. */
  readonly read: (reader: Reader) => void;
}

/** Lets the system read to where the bytes stay: a stream would make them anew, in pieces, for each read. */
export interface Reader {
  readonly room: () => Buffer;
  /** Answers false to have no more until the socket resumes. `Malformed` ends the connection. */
  readonly came: (bytes: Buffer) => boolean;
}

/** Who asks, with what of the file. */
interface Claimant {
  readonly keys: DirectKeys;
  readonly device: number;
}

/** Tries all places at once. The first sender that shows the file's key is taken, the others are let go. */
export async function reach(
  places: readonly Place[],
  as: Claimant,
  signal: AbortSignal,
  patienceMs: number,
): Promise<Reached | undefined> {
  if (places.length === 0) return undefined;
  const race = new AbortController();
  const over = AbortSignal.any([signal, race.signal]);
  const timer = setTimeout(() => race.abort(), patienceMs);
  const first = await new Promise<Reached | undefined>((resolve) => {
    const tried = places.map(async (place) => {
      const reached = await prove(place, as, over);
      if (!reached) return;
      // One that came in the same turn lost the race.
      if (race.signal.aborted) return void reached.socket.destroy();
      race.abort();
      resolve(reached);
    });
    void Promise.all(tried).then(() => resolve(undefined));
  });
  clearTimeout(timer);
  return first;
}

function prove(
  place: Place,
  { keys, device }: Claimant,
  over: AbortSignal,
): Promise<Reached | undefined> {
  return new Promise((resolve) => {
    const hearGreeting = bytesOf(greetingBytes, (greeting) => {
      if (!isGreeting(greeting)) return lose();
      const claim = newClaim(keys, greeting, device);
      socket.write(claim);
      read(bytesOf(answerBytes, (answer) => hearAnswer(greeting, claim, answer)));
      return true;
    });
    const { socket, read } = dialled(place, hearGreeting);
    const gone = (): void => finish(undefined);
    over.addEventListener('abort', lose);
    // Why it did not work is of no interest: there is another way.
    socket.on('error', () => {}).once('close', gone);
    if (over.aborted) lose();

    function hearAnswer(greeting: Buffer, claim: Buffer, answer: Buffer): false {
      if (!isAnswer(keys, greeting, claim, answer)) return lose();
      finish({ socket, read, marks: newMarks(keys, greeting, claim) });
      return false;
    }
    function lose(): false {
      socket.destroy();
      return false;
    }
    function finish(reached: Reached | undefined): void {
      over.removeEventListener('abort', lose);
      socket.off('close', gone);
      resolve(reached);
    }
  });
}

/** Gathers so many bytes, and not one more; `then` answers whether to read on. */
function bytesOf(length: number, then: (bytes: Buffer) => boolean): Reader {
  const heard = Buffer.alloc(length);
  let filled = 0;
  return {
    room: () => heard.subarray(filled),
    came(bytes) {
      filled += bytes.length;
      return filled < length || then(heard);
    },
  };
}

function dialled({ host, port }: Place, first: Reader): Pick<Reached, 'socket' | 'read'> {
  let reader = first;
  const spare = Buffer.alloc(64);
  const socket = connect({
    host,
    port,
    noDelay: true,
    onread: {
      buffer() {
        const room = reader.room();
        return room.length > 0 ? room : spare;
      },
      callback(length, room) {
        try {
          return reader.came(Buffer.from(room.buffer, room.byteOffset, length));
        } catch (fault) {
          if (!(fault instanceof Malformed)) throw fault;
          socket.destroy();
          return false;
        }
      },
    },
  });
  return { socket, read: (next) => void (reader = next) };
}
