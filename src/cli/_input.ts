import { createInterface, type Interface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

import { ClientError } from '../client/port.ts';
import type { Reason } from '../words/reason.ts';
import type { Talk } from './_plain.ts';
import { Failure } from './failure.ts';
import { isTerminal, type Terminal } from './terminal.ts';

/** So many own lines are on their way before the next is taken from a pipe. */
const mostWaiting = 100;
/** So many seconds the nuvem may take nothing of what a pipe brought, when no more comes. */
const patience = 30;
/** So long a person waits for what a command does before the next line is taken. */
const briefMs = 1000;

/** Takes every line of standard input, in order, until it ends. What a pipe brought is waited for. */
export async function typing(terminal: Terminal, talk: Talk, signal: AbortSignal): Promise<void> {
  const { input } = terminal;
  const isPiped = !isTerminal(input);
  // What is piped in can be read once only: not by a client that has to log in anew first.
  if (isPiped) await talk.until(() => isTried(talk));
  // The first line goes to the conversation that opens first.
  if (isPiped) await briefly(talk.until(talk.isSomewhere));
  if (signal.aborted) return;
  const lines = createInterface({ input });
  const stop = (): void => lines.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await (isPiped ? piped(lines, talk, signal) : typedIn(lines, talk, signal));
  } finally {
    signal.removeEventListener('abort', stop);
    lines.close();
  }
}

/** It is there, or it is known why not. */
function isTried(talk: Talk): boolean {
  const { state, why } = talk.link();
  return state === 'up' || why !== undefined;
}

async function typedIn(lines: Interface, talk: Talk, signal: AbortSignal): Promise<void> {
  for await (const line of lines) {
    if (signal.aborted) return;
    talk.typed(line);
    // Where a command leads is where the next line goes.
    await briefly(talk.until(talk.isIdle));
  }
}

/** Waits for something, but not for long. */
async function briefly(wanted: Promise<void>): Promise<void> {
  const done = new AbortController();
  const late = pause(briefMs, undefined, { signal: done.signal }).catch(() => {});
  await Promise.race([wanted, late]);
  done.abort();
}

async function piped(lines: Interface, talk: Talk, signal: AbortSignal): Promise<void> {
  const pipe: Pipe = { lines, talk, signal, isRead: false };
  const ended = new Promise<void>((resolve) => void lines.once('close', resolve));
  await Promise.race([take(pipe), ended.then(() => given(pipe))]);
  if (!signal.aborted && talk.failed() > 0) throw new Failure(['lines-failed', talk.failed()]);
}

interface Pipe {
  readonly lines: Interface;
  readonly talk: Talk;
  readonly signal: AbortSignal;
  /** Nothing is left in it. */
  isRead: boolean;
}

async function take(pipe: Pipe): Promise<void> {
  const { lines, talk, signal } = pipe;
  for await (const line of lines) {
    // A command may be about the line before it, and leads where the line behind it goes.
    const most = line.startsWith('/') ? 1 : mostWaiting;
    await talk.until(() => talk.isIdle() && talk.waiting() < most);
    if (signal.aborted) return;
    talk.typed(line);
  }
  pipe.isRead = true;
  talk.over();
  await talk.until(() => talk.isIdle() && talk.waiting() === 0);
}

/** No more comes in, and the nuvem does not take it: why is told, and what becomes of the lines. */
async function given(pipe: Pipe): Promise<void> {
  const { talk, signal } = pipe;
  // What can be kept without the nuvem is.
  if (!talk.everUp()) await pause(briefMs, undefined, { signal }).catch(() => {});
  if (talk.everUp()) await stalled(talk, signal);
  if (signal.aborted) return;
  const { state, code = 'unreachable', reason = ['unreached'] } = talk.link();
  const isDown = state === 'down';
  throw new ClientError(isDown ? code : 'timeout', whyGiven(pipe, isDown ? reason : undefined));
}

function whyGiven({ isRead, talk }: Pipe, because: Reason | undefined): Reason {
  if (!isRead) return ['pipe-left', { because: because ?? ['nothing-taken', patience] }];
  if (!because) return ['not-stored', patience];
  return talk.waiting() > 0 ? ['kept-offline', { because }] : because;
}

/** Nothing went on for a while. */
async function stalled(talk: Talk, signal: AbortSignal): Promise<void> {
  for (let before = -1; before !== talk.printed() && !signal.aborted;) {
    before = talk.printed();
    await pause(patience * 1000, undefined, { signal }).catch(() => {});
  }
}
