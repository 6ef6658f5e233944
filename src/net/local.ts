import { createHash, randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, realpath, rename, rm } from 'node:fs/promises';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';

import { no, ok, type Result } from '../base/result.ts';
import { longestBody } from '../protocol/frames.ts';
import type { Line } from '../protocol/line.ts';
import { lineOf } from './line.ts';
import type { Lock } from './lock.ts';
import { keepToken, proveCaller, proveOwner, readToken } from './token.ts';

/** Whether callers show that they can read a file of the folder: where a socket has no owner of its own. */
const usualGuard = process.platform === 'win32';

/**
 * Listens for other processes of the same user. `name` is what the socket is called in the folder; a stale
 * one of an earlier process is replaced, which only the owner of the folder's lock may do.
 */
export async function listenLocal(
  lock: Lock,
  name: string,
  onLine: (line: Line) => void,
  guarded = usualGuard,
): Promise<AsyncDisposable> {
  const path = await pathOf(lock.folder, name);
  const token = guarded ? await keepToken(lock.folder, name) : undefined;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    const greet = (): void => onLine(lineOf(socket, 'local', longestBody));
    if (token) void proveOwner(socket, token).then((proven) => proven && greet());
    else greet();
  });
  await listenPrivately(server, path);
  // Running out of files closes the newcomer, not the nuvem.
  server.on('error', () => {});

  let ended: Promise<void> | undefined;
  async function end(): Promise<void> {
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    if (!isPipe(path)) await rm(path, { force: true });
    await closed;
  }
  return { [Symbol.asyncDispose]: () => (ended ??= end()) };
}

/** Opens a line to the process that listens there. `absent`: nobody does. `denied`: it is another user's. */
export async function dialLocal(
  folder: string,
  name: string,
  guarded = usualGuard,
): Promise<Result<Line, 'absent' | 'denied'>> {
  const real = await realpath(folder).catch(() => undefined);
  if (real === undefined) return no('absent');
  const socket = await connected(await pathOf(real, name));
  if (!socket.ok || !guarded) return socket.ok ? ok(lineTo(socket.value)) : socket;

  const token = await readToken(real, name);
  if (token && (await proveCaller(socket.value, token))) return ok(lineTo(socket.value));
  socket.value.destroy();
  return no('denied');
}

const lineTo = (socket: Socket): Line => lineOf(socket, 'local', longestBody);

const isPipe = (path: string): boolean => path.startsWith('\\\\.\\pipe\\');

/** The system takes no longer names for a socket; what is above 100 bytes goes to a short place. */
const longestPath = 100;

async function pathOf(folder: string, name: string): Promise<string> {
  const path = join(folder, `${name}.sock`);
  const id = createHash('sha256').update(path).digest('hex').slice(0, 24);
  if (process.platform === 'win32') return `\\\\.\\pipe\\pychat-${id}`;
  if (Buffer.byteLength(path) <= longestPath) return path;
  const short = join(tmpdir(), `pychat-${process.getuid?.() ?? 'user'}`);
  await mkdir(short, { mode: 0o700 }).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code !== 'EEXIST') throw fault;
  });
  const { uid, mode } = await lstat(short);
  if (uid !== process.getuid?.() || (mode & 0o177077) !== 0o040000)
    throw new Error(`${short} belongs to somebody else, or others may enter it`);
  return join(short, `${id}.sock`);
}

/** The socket gets its name only when it is closed to others, and takes the place of a stale one in one step. */
async function listenPrivately(server: Server, path: string): Promise<void> {
  const draft = isPipe(path) ? path : join(dirname(path), `.${randomBytes(4).toString('hex')}`);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(draft, resolve);
  });
  if (draft === path) return;
  await chmod(draft, 0o600);
  await rename(draft, path);
}

function connected(path: string): Promise<Result<Socket, 'absent' | 'denied'>> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.off('error', failed);
      resolve(ok(socket));
    });
    socket.once('error', failed);
    function failed(fault: NodeJS.ErrnoException): void {
      if (fault.code === 'ENOENT' || fault.code === 'ECONNREFUSED') resolve(no('absent'));
      else if (fault.code === 'EACCES' || fault.code === 'EPERM') resolve(no('denied'));
      else reject(fault);
    }
  });
}
