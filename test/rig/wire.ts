import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import type { Line } from '../../src/protocol/line.ts';
import {
  type FromNuvem,
  type Message,
  type Request,
  type Type,
  versions,
} from '../../src/protocol/messages.ts';
import { encode, parseMessage } from '../../src/protocol/wire.ts';

type Unasked<M> = M extends unknown ? Omit<M, 're'> : never;
export type Question = Unasked<Message<Request>>;

/** A client as the nuvem sees one: it speaks the wire, and nothing else. */
export interface Wire {
  readonly line: Line;
  readonly say: (message: Message) => void;
  readonly sendRaw: (bytes: Buffer) => void;
  /** The next message of this type that nobody has heard yet; waits for it. Rejects when the line ends. */
  readonly hear: <T extends FromNuvem>(
    type: T,
    where?: (message: Message<T>) => boolean,
  ) => Promise<Message<T>>;
  /** Sends a request and waits for what answers it, whatever it is. */
  readonly ask: (question: Question) => Promise<Message<FromNuvem>>;
  /** The same, and the answer must be of this type. */
  readonly want: <T extends FromNuvem>(type: T, question: Question) => Promise<Message<T>>;
  /** Sends a request and breaks the connection when its answer is on its way: the answer is lost. */
  readonly lose: (question: Question) => Promise<void>;
  /** What came and was not heard yet, oldest first. */
  readonly unheard: readonly Message<FromNuvem>[];
  readonly stopReading: () => void;
  readonly readAgain: () => void;
  readonly close: () => void;
  readonly ended: Promise<void>;
}

interface Waiting {
  readonly fits: (message: Message<FromNuvem>) => boolean;
  readonly resolve: (message: Message<FromNuvem>) => void;
  readonly reject: (why: Error) => void;
}

export function wireOf(line: Line): Wire {
  const unheard: Message<FromNuvem>[] = [];
  const waiting = new Set<Waiting>();
  let re = 0;
  let reading = true;
  let over = false;
  const ended = new Promise<void>((resolve) => {
    line.start({
      body(body) {
        // copied: the frame is not ours to keep
        receive(parseMessage(Buffer.from(body)) as Message<FromNuvem>);
        return reading;
      },
      drain() {},
      end() {
        over = true;
        for (const { reject } of waiting) reject(new Error('the line ended'));
        resolve();
      },
    });
  });

  function receive(message: Message<FromNuvem>): void {
    for (const each of waiting) {
      if (!each.fits(message)) continue;
      waiting.delete(each);
      each.resolve(message);
      return;
    }
    unheard.push(message);
  }

  function next(fits: Waiting['fits']): Promise<Message<FromNuvem>> {
    const place = unheard.findIndex(fits);
    const [found] = place < 0 ? [] : unheard.splice(place, 1);
    if (found) return Promise.resolve(found);
    if (over) return Promise.reject(new Error('the line ended'));
    return new Promise((resolve, reject) => waiting.add({ fits, resolve, reject }));
  }

  const say = (message: Message): void => line.send(encode(message));

  function ask(question: Question): Promise<Message<FromNuvem>> {
    re += 1;
    const mine = re;
    say({ ...question, re: mine });
    return next((message) => 're' in message && message.re === mine);
  }

  return {
    line,
    say,
    sendRaw: line.send,
    unheard,
    ended,
    ask,
    hear: <T extends FromNuvem>(type: T, where?: (message: Message<T>) => boolean) =>
      next(
        (message) => isA(message, type) && (where?.(message) ?? true),
      ) as Promise<unknown> as Promise<Message<T>>,
    async want<T extends FromNuvem>(type: T, question: Question) {
      const answer = await ask(question);
      assert.equal(answer.type, type, JSON.stringify(answer));
      return answer as unknown as Message<T>;
    },
    async lose(question) {
      await ask(question);
      line.destroy();
      await ended;
    },
    stopReading() {
      reading = false;
      line.pause();
    },
    readAgain() {
      reading = true;
      line.resume();
    },
    close: line.close,
  };
}

const isA = <T extends FromNuvem>(message: Message, type: T): message is Message<T> & Message =>
  message.type === (type as Type);

/** Says hello, as every client does first. */
export async function greet(wire: Wire): Promise<Message<'greeting'>> {
  return wire.want('greeting', {
    type: 'hello',
    ...versions,
    agent: 'test',
    nonce: randomBytes(32),
    features: [],
  });
}
