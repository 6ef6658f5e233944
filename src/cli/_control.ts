import { randomBytes } from 'node:crypto';

import { reasonOfRefusal } from '../client/refused.ts';
import type { Home } from '../home/paths.ts';
import { dialLocal } from '../net/local.ts';
import type { Line } from '../protocol/line.ts';
import type { FromNuvem, Message } from '../protocol/messages.ts';
import { encode, parseMessage } from '../protocol/wire.ts';
import { exits, Failure } from './failure.ts';

/** The name of the nuvem's control socket in the data folder. */
export const controlName = 'control';

/** What the owner of a nuvem may ask of it without a log-in. */
export type OwnerAsk =
  | { readonly type: 'admin.stop' | 'admin.reload' }
  | {
      readonly type: 'admin.grant';
      readonly op: Buffer;
      readonly name: string;
      readonly role: 'admin';
    }
  | {
      readonly type: 'admin.invite';
      readonly op: Buffer;
      readonly uses: number;
      readonly days: number;
    };

export class NoNuvem extends Failure {}

/** Asks the nuvem that runs in this home. A refusal, or that there is none, is a failure. */
export async function askNuvem(
  home: Home,
  ask: OwnerAsk,
  signal: AbortSignal,
): Promise<Message<FromNuvem>> {
  await using talk = await openTalk(home, signal);
  return await talk.ask(ask);
}

/** Asks it to stop, and waits until it has. */
export async function stopNuvem(home: Home, signal: AbortSignal): Promise<void> {
  const talk = await openTalk(home, signal);
  await talk.ask({ type: 'admin.stop' });
  await talk.over;
}

interface Talk extends AsyncDisposable {
  readonly ask: (ask: OwnerAsk) => Promise<Message<FromNuvem>>;
  /** Resolves when the nuvem has closed the line. */
  readonly over: Promise<void>;
}

async function openTalk(home: Home, signal: AbortSignal): Promise<Talk> {
  const dialled = await dialLocal(home.data, controlName);
  if (!dialled.ok)
    throw dialled.error === 'absent'
      ? new NoNuvem(['no-nuvem', home.root])
      : new Failure(['nuvem-of-other', home.root]);
  const line = dialled.value;
  const { answers, over } = listenTo(line);
  const stop = (): void => line.destroy();
  signal.addEventListener('abort', stop, { once: true });

  line.send(
    encode({
      type: 'hello',
      re: 1,
      min: 1,
      max: 1,
      agent: 'pychat',
      nonce: randomBytes(32),
      features: [],
    }),
  );
  await answered(answers);
  return {
    async ask(wanted) {
      line.send(encode({ ...wanted, re: 2 }));
      return answered(answers);
    },
    over,
    async [Symbol.asyncDispose]() {
      signal.removeEventListener('abort', stop);
      line.close();
      await over;
    },
  };
}

type Answers = AsyncIterator<Message<FromNuvem>, undefined>;

function listenTo(line: Line): { readonly answers: Answers; readonly over: Promise<void> } {
  const came: Message<FromNuvem>[] = [];
  let ended = false;
  let wake: () => void = () => {};
  const over = new Promise<void>((resolve) =>
    line.start({
      body(body) {
        const message = parseMessage(Buffer.from(body)) as Message<FromNuvem>;
        // What is not an answer (`going`) concerns sessions.
        if ('re' in message && message.re !== undefined) came.push(message);
        wake();
        return true;
      },
      drain() {},
      end() {
        ended = true;
        wake();
        resolve();
      },
    }),
  );
  async function* read(): AsyncGenerator<Message<FromNuvem>, undefined> {
    for (;;) {
      const message = came.shift();
      if (message) yield message;
      else if (ended) return undefined;
      else await new Promise<void>((woken) => void (wake = woken));
    }
  }
  return { answers: read(), over };
}

async function answered(answers: Answers): Promise<Message<FromNuvem>> {
  const { value } = await answers.next();
  if (!value) throw new Failure(['nuvem-ended'], exits.unreachable);
  if (value.type !== 'refused') return value;
  throw new Failure(reasonOfRefusal(value));
}
