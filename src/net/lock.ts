import { createHash } from 'node:crypto';
import { mkdir, realpath, rm, rmdir, stat } from 'node:fs/promises';
import { createConnection, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { no, ok, type Result } from '../base/result.ts';

/** Proof that this process alone owns a folder. The kernel takes it back when the process ends, however it ends. */
export interface Lock extends AsyncDisposable {
  /** The real path of the folder. */
  readonly folder: string;
}

/** `listened`: the name itself vanishes with its owner. `probed`: a file stays behind, so it is asked. */
export type LockKind = 'listened' | 'probed';

const usual: LockKind =
  process.platform === 'linux' || process.platform === 'win32' ? 'listened' : 'probed';

/** Locks a folder, which must exist. `held`: another process has it. */
export async function lockFolder(folder: string, kind = usual): Promise<Result<Lock, 'held'>> {
  const real = await realpath(folder);
  const id = createHash('sha256').update(real).digest('hex').slice(0, 24);
  const server = kind === 'listened' ? await listening(nameOf(id)) : await probed(id);
  if (!server) return no('held');
  // The lock alone is no reason for a process to live on.
  server.unref();
  let released: Promise<void> | undefined;
  return ok({
    folder: real,
    [Symbol.asyncDispose]: () =>
      (released ??= new Promise((resolve) => void server.close(() => resolve()))),
  });
}

const nameOf = (id: string): string =>
  process.platform === 'win32' ? `\\\\.\\pipe\\pychat-lock-${id}` : `\0pychat-lock-${id}`;

/** Undefined when somebody else listens there. */
function listening(path: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.once('error', (fault: NodeJS.ErrnoException) =>
      fault.code === 'EADDRINUSE' ? resolve(undefined) : reject(fault),
    );
    server.listen({ path, exclusive: true }, () => resolve(server));
  });
}

/** Asking, removing and listening are three steps, so a folder that only one can make guards them. */
async function probed(id: string): Promise<Server | undefined> {
  const path = join(tmpdir(), `pychat-${id}.sock`);
  const guard = `${path}.guard`;
  if (!(await entered(guard))) return undefined;
  try {
    if (await answers(path)) return undefined;
    await rm(path, { force: true });
    return await listening(path);
  } finally {
    await rmdir(guard);
  }
}

/** A guard is held for milliseconds; an older one was left by a process that died in between. */
const oldGuardMs = 10_000;

async function entered(guard: string): Promise<boolean> {
  if (await made(guard)) return true;
  const left = await stat(guard).catch(() => undefined);
  if (left && Date.now() - left.mtimeMs < oldGuardMs) return false;
  await rmdir(guard).catch(() => undefined);
  return made(guard);
}

async function made(guard: string): Promise<boolean> {
  try {
    await mkdir(guard);
    return true;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
    return false;
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
