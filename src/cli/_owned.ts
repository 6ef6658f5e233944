import { setTimeout as pause } from 'node:timers/promises';

import { attachClient, Gone, serveClient } from '../client/attach.ts';
import { type Held, lastingClient } from '../client/lasting.ts';
import { type Client, ClientError } from '../client/port.ts';
import { dialLocal, listenLocal } from '../net/local.ts';
import { type Lock, lockFolder } from '../net/lock.ts';
import type { Line } from '../protocol/line.ts';

/** The name of the socket at which an account's owner is found. */
const socketName = 'client';
/** Between two looks at an account whose owner is just coming or going. */
const lookAgainMs = 20;
const patienceMs = 15_000;

/**
 * The one client of an account in this home. The first process owns it under the folder's lock and serves it
 * to the others; they attach. When the owner ends, one of them opens the client anew and serves the rest.
 */
export function sharedClient(
  folder: string,
  open: () => Promise<Client>,
  signal: AbortSignal,
): Promise<Client> {
  return lastingClient(async () => {
    const until = performance.now() + patienceMs;
    while (performance.now() < until) {
      const held = (await owned(folder, open)) ?? (await attached(folder));
      if (held) return held;
      await pause(lookAgainMs, undefined, { signal });
    }
    throw new ClientError('local', ['account-busy']);
  });
}

/** Whether another process has the account open. */
export async function isOpenElsewhere(folder: string): Promise<boolean> {
  const dialled = await dialLocal(folder, socketName);
  if (dialled.ok) dialled.value.destroy();
  return dialled.ok || dialled.error !== 'absent';
}

/** Undefined when another process has the lock. */
async function owned(folder: string, open: () => Promise<Client>): Promise<Held | undefined> {
  const lock = await lockFolder(folder);
  return lock.ok ? { client: await serving(lock.value, open) } : undefined;
}

async function attached(folder: string): Promise<Held | undefined> {
  const dialled = await dialLocal(folder, socketName);
  if (dialled.ok) {
    return attachClient(dialled.value).catch((failure: unknown) => {
      if (failure instanceof Gone) return undefined;
      throw failure;
    });
  }
  if (dialled.error === 'absent') return undefined;
  throw new ClientError('local', ['account-of-other']);
}

/** Opens the client; whoever calls before it is open waits on the line. */
async function serving(lock: Lock, open: () => Promise<Client>): Promise<Client> {
  const early: Line[] = [];
  let welcome = (line: Line): unknown => early.push(line);
  const door = await listenLocal(lock, socketName, (line) => void welcome(line));
  let client: Client;
  try {
    client = await open();
  } catch (failure) {
    await door[Symbol.asyncDispose]();
    await lock[Symbol.asyncDispose]();
    throw failure;
  }
  welcome = (line) => serveClient(client, line);
  for (const line of early) welcome(line);
  return {
    ...client,
    // The others must find nobody before they look for the lock, and the lock last of all.
    async [Symbol.asyncDispose]() {
      await door[Symbol.asyncDispose]();
      await client[Symbol.asyncDispose]();
      await lock[Symbol.asyncDispose]();
    },
  };
}
