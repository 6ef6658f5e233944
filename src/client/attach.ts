import type { Line } from '../protocol/line.ts';
import { Malformed } from '../protocol/malformed.ts';
import { type Reason, reasonOf } from '../words/reason.ts';
import {
  type Answers,
  type Ask,
  type AskKind,
  type Client,
  ClientError,
  type ClientEvent,
  type ErrorCode,
  type Me,
} from './port.ts';
import { type Broadcast, newBroadcast } from './queue.ts';
import { attachVersion, newJoiner, sendValue } from './talk.ts';

type ToOwner =
  | { readonly say: 'hello'; readonly version: number }
  | { readonly say: 'ask'; readonly n: number; readonly ask: Ask };

type FromOwner =
  | { readonly say: 'welcome'; readonly version: number; readonly me: Me }
  | { readonly say: 'answer'; readonly n: number; readonly value: unknown }
  | {
      readonly say: 'error';
      readonly n: number;
      readonly code: ErrorCode;
      readonly reason: Reason;
      readonly refusal?: string;
    }
  | { readonly say: 'event'; readonly event: ClientEvent };

/** More answers than this waiting for a process that does not read: it is let go. */
const mostQueued = 8 * 1024 * 1024;
/** More than this, and it hears of no event until it has read: its queue tells it to look again. */
const enough = 1024 * 1024;

/** Serves the client of this process to another one of the same home, until the line ends. */
export function serveClient(client: Client, line: Line): void {
  const ending = new AbortController();
  let drained: () => void = () => {};
  const tell = (message: FromOwner): void => {
    if (line.queued() > mostQueued) line.destroy();
    else sendValue(line, message);
  };

  const heard = newJoiner((value) => {
    const message = value as ToOwner;
    if (message.say === 'ask') void answer(client, message, tell);
    else {
      // Listening begins before the welcome is on its way: nothing falls between.
      void pass();
      tell({ say: 'welcome', version: attachVersion, me: client.me });
    }
  });
  async function pass(): Promise<void> {
    for await (const event of client.events(ending.signal)) {
      tell({ say: 'event', event });
      if (line.queued() > enough) await new Promise<void>((done) => void (drained = done));
    }
    line.close();
  }
  line.start({
    body: (body) => orDestroy(line, () => heard(body)),
    drain: () => drained(),
    end() {
      ending.abort();
      drained();
    },
  });
}

async function answer(
  client: Client,
  { n, ask }: Extract<ToOwner, { say: 'ask' }>,
  tell: (message: FromOwner) => void,
): Promise<void> {
  try {
    tell({ say: 'answer', n, value: await client.ask(ask) });
  } catch (failure) {
    tell({ say: 'error', n, ...told(failure) });
  }
}

function told(failure: unknown): {
  readonly code: ErrorCode;
  readonly reason: Reason;
  readonly refusal?: string;
} {
  if (!(failure instanceof ClientError)) return { code: 'local', reason: reasonOf(failure) };
  const { code, reason, refusal } = failure;
  return refusal === undefined ? { code, reason } : { code, reason, refusal };
}

/** The client of another process, seen from here. `gone` resolves when that process ended. */
export interface Attached {
  readonly client: Client;
  readonly gone: Promise<void>;
}

/** Rejects with `Gone` an ask whose answer can no longer come. */
export class Gone extends Error {
  override readonly name = 'Gone';
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (why: Error) => void;
}

/** Attaches to the owner at the other end of a line; resolves once it has said who we are. */
export async function attachClient(line: Line): Promise<Attached> {
  const asked = new Map<number, Waiting>();
  const events = newBroadcast();
  let over = false;
  let left: () => void = () => {};
  const gone = new Promise<void>((done) => void (left = done));

  const welcome = new Promise<Me>((resolve, reject) => {
    asked.set(0, { resolve, reject });
    line.start({ body: (body) => orDestroy(line, () => heard(body)), drain() {}, end });
  });
  const heard = newJoiner((value) => hear(value as FromOwner, asked, events));
  function end(): void {
    over = true;
    for (const { reject } of asked.values()) reject(new Gone('the owner ended'));
    events.end();
    left();
  }

  sendValue(line, { say: 'hello', version: attachVersion } satisfies ToOwner);
  const me = await welcome.finally(() => asked.delete(0));
  const client: Client = {
    me: { ...me, attached: true },
    ask: (ask) => {
      if (over) return Promise.reject(new Gone('the owner ended'));
      return askOver(line, asked, ask);
    },
    events: events.items,
    async [Symbol.asyncDispose]() {
      line.close();
      await gone;
    },
  };
  return { client, gone };
}

function askOver<K extends AskKind>(
  line: Line,
  asked: Map<number, Waiting>,
  ask: Ask<K>,
): Promise<Answers[K]> {
  // Numbers only grow: those still asked are in the map, so one past the last is free.
  const n = Math.max(0, ...asked.keys()) + 1;
  return new Promise((resolve, reject) => {
    asked.set(n, { resolve, reject });
    sendValue(line, { say: 'ask', n, ask: ask as Ask } satisfies ToOwner);
  });
}

function hear(message: FromOwner, asked: Map<number, Waiting>, events: Broadcast): void {
  if (message.say === 'event') return events.put(message.event);
  const n = message.say === 'welcome' ? 0 : message.n;
  const waiting = asked.get(n);
  asked.delete(n);
  if (waiting) settle(message, waiting);
}

function settle(message: Exclude<FromOwner, { say: 'event' }>, { resolve, reject }: Waiting): void {
  if (message.say === 'answer') resolve(message.value as never);
  else if (message.say === 'error')
    reject(new ClientError(message.code, message.reason, message.refusal));
  else if (message.version === attachVersion) resolve(message.me as never);
  else reject(otherVersion());
}

const otherVersion = (): ClientError => new ClientError('local', ['other-version']);

/** Junk from the other process ends the line, not this process. */
function orDestroy(line: Line, work: () => void): boolean {
  try {
    work();
  } catch (fault) {
    if (!(fault instanceof Malformed)) throw fault;
    line.destroy();
  }
  return true;
}
