import { createInterface, type Interface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

import { ClientError } from '../client/port.ts';
import type { Talk } from './_plain.ts';
import { Failure } from './failure.ts';
import { isTerminal, type Terminal } from './terminal.ts';

/** So many own lines are on their way before the next is taken from a pipe. */
const mostWaiting = 100;
/** How long the nuvem may take for what a pipe brought, in seconds, once the pipe is empty. */
const patience = 30;
/** So long a person waits for what a command does before the next line is taken. */
const briefMs = 2000;

/** Takes every line of standard input, in order, until it ends. What a pipe brought is waited for. */
export async function typing(terminal: Terminal, talk: Talk, signal: AbortSignal): Promise<void> {
  const { input } = terminal;
  const isPiped = !isTerminal(input);
  // What is piped in can be read once only: not by a client that has to log in anew first.
  if (isPiped) await talk.until(() => isTried(talk));
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
    const done = new AbortController();
    const late = pause(briefMs, undefined, { signal: done.signal }).catch(() => {});
    await Promise.race([talk.until(talk.isIdle), late]);
    done.abort();
  }
}

async function piped(lines: Interface, talk: Talk, signal: AbortSignal): Promise<void> {
  const ended = new Promise<void>((resolve) => void lines.once('close', resolve));
  const hopeless = ended.then(() => given(talk, signal));
  const taken = take(lines, talk, signal);
  await Promise.race([taken, hopeless]);
  if (!signal.aborted && talk.failed() > 0) throw new Failure(['lines-failed', talk.failed()]);
}

async function take(lines: Interface, talk: Talk, signal: AbortSignal): Promise<void> {
  for await (const line of lines) {
    // A command may be about the line before it, and leads where the line behind it goes.
    const most = line.startsWith('/') ? 1 : mostWaiting;
    await talk.until(() => talk.isIdle() && talk.waiting() < most);
    if (signal.aborted) return;
    talk.typed(line);
  }
  talk.over();
  await talk.until(() => talk.isIdle() && talk.waiting() === 0);
}

/** All was read, and the nuvem does not take it: why is told, and what becomes of the lines. */
async function given(talk: Talk, signal: AbortSignal): Promise<void> {
  if (talk.everUp()) await pause(patience * 1000, undefined, { signal }).catch(() => {});
  else await talk.until(() => isTried(talk) && !talk.everUp());
  if (signal.aborted) return;
  const { state, code = 'unreachable', reason = ['unreached'] } = talk.link();
  const keeps = talk.waiting() > 0;
  if (state === 'down')
    throw new ClientError(code, keeps ? ['kept-offline', { because: reason }] : reason);
  throw new ClientError('timeout', ['not-stored', patience]);
}
