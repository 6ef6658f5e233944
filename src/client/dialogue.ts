import type { Clock } from '../base/clock.ts';
import type { Line } from '../protocol/line.ts';
import { Malformed } from '../protocol/malformed.ts';
import { type FromNuvem, type Message, type Type, versions } from '../protocol/messages.ts';
import { encode, parseMessage } from '../protocol/wire.ts';
import type { Reason } from '../words/reason.ts';
import { ClientError, type ErrorCode } from './port.ts';
import { reasonOfRefusal } from './refused.ts';
import type { Bare } from './request.ts';

/** Questions and answers on a line, one at a time: how a device enrols, before it has a client. */
export interface Dialogue {
  /** Asks, and waits for an answer of one of these types. A refusal is thrown as `ClientError`. */
  readonly ask: <T extends FromNuvem>(message: Bare, ...types: readonly T[]) => Promise<Message<T>>;
  readonly bye: () => void;
}

interface Waiting {
  readonly types: readonly Type[];
  readonly resolve: (message: never) => void;
  readonly reject: (why: ClientError) => void;
  /** No need to lose patience. */
  readonly inTime: () => void;
}

/** A nuvem answers in milliseconds; one that is not there any more never does. */
const patience = 20_000;

/** Takes over the line. */
export function newDialogue(line: Line, later: Clock['later']): Dialogue {
  let waiting: Waiting | undefined;
  let over: Reason | undefined;
  let re = 0;

  function taken(): Waiting | undefined {
    const now = waiting;
    waiting = undefined;
    now?.inTime();
    return now;
  }

  function heard(message: Message): void {
    if (message.type === 'refused') taken()?.reject(refusalOf(message));
    else if (waiting?.types.includes(message.type)) taken()?.resolve(message as never);
  }

  function end(why: Reason): void {
    over ??= why;
    taken()?.reject(new ClientError('unreachable', over));
  }

  function late(): void {
    line.destroy();
    end(['no-answer']);
  }

  listen(line, heard, end);
  return {
    ask: (message, ...types) =>
      new Promise((resolve, reject) => {
        if (over !== undefined) return reject(new ClientError('unreachable', over));
        re += 1;
        waiting = { types, resolve, reject, inTime: later(patience, late) };
        line.send(encode({ ...message, re }));
      }),
    bye() {
      line.send(encode({ type: 'bye' }));
      line.close();
    },
  };
}

function listen(line: Line, heard: (message: Message) => void, end: (why: Reason) => void): void {
  line.start({
    body(body) {
      try {
        // What was asked waits for what it gets: the bytes must not change under its hands.
        heard(parseMessage(Buffer.from(body)));
      } catch (fault) {
        if (!(fault instanceof Malformed)) throw fault;
        line.destroy();
        end(['no-message']);
      }
      return true;
    },
    drain() {},
    end: (why) => end(why === undefined ? ['hung-up'] : ['hung-up', why]),
  });
}

/** A map, since what comes from outside may be called like a property that every object has. */
const codes: ReadonlyMap<string, ErrorCode> = new Map([
  ['credentials', 'credentials'],
  ['ticket', 'credentials'],
  ['key', 'key-changed'],
  ['closing', 'unreachable'],
]);

export function refusalOf({ code, text, wait }: Message<'refused'>): ClientError {
  const reason = reasonOfRefusal({ code, text, wait });
  return new ClientError(codes.get(code) ?? 'refused', reason, code);
}

/** The first words on every line. */
export const greet = (
  dialogue: Dialogue,
  agent: string,
  nonce: Uint8Array,
): Promise<Message<'greeting'>> =>
  dialogue.ask({ type: 'hello', ...versions, agent, nonce, features: [] }, 'greeting');
