import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

import { type Log, silent } from '../base/log.ts';
import { no, ok, type Result } from '../base/result.ts';
import type { Certificate } from './certificate.ts';
import { type DoorOptions, newDoor } from './door.ts';
import { mostOpenFiles } from './files.ts';

export interface ListenOptions extends DoorOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Connections at the same time, as far as the system allows; what comes beyond is closed at once. */
  readonly most?: number;
  readonly log?: Log;
}

export interface ListenProblem {
  readonly why: 'taken' | 'no-such-address' | 'denied';
  readonly host: string;
  readonly port: number;
}

export interface Listener extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** New handshakes see the new certificate; lines that stand stay. */
  readonly reload: (certificate: Certificate) => void;
  /** No more connections. Lines stay, for their owners to drain; disposing ends the rest. */
  readonly stop: () => void;
}

/** What a process needs open besides its connections. */
const filesForOthers = 64;

/** Opens the nuvem's one port, behind which ALPN chooses the room. */
export async function listen(options: ListenOptions): Promise<Result<Listener, ListenProblem>> {
  const log = options.log ?? silent;
  const sockets = new Set<Socket>();
  const most = Math.min(options.most ?? 20_000, (await mostOpenFiles()) - filesForOthers);
  // Whoever says nothing never takes the last place of those who would.
  const door = newDoor({ silentAtOnce: Math.min(4096, Math.ceil(most / 4)), ...options });
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    door.visit(socket);
  });
  server.maxConnections = Math.max(1, most);
  const problem = await bound(server, options.host, options.port);
  if (problem) return no({ why: problem, host: options.host, port: options.port });
  server.on('error', (fault: NodeJS.ErrnoException) => {
    log('warn', 'listen.accept', { code: fault.code });
    door.shed();
  });

  const closed = new Promise<void>((resolve) => server.on('close', resolve));
  const stop = (): void => {
    if (server.listening) server.close();
    door.close();
  };
  const { address, port } = server.address() as AddressInfo;
  return ok({
    host: address,
    port,
    reload: door.reload,
    stop,
    [Symbol.asyncDispose]() {
      stop();
      for (const socket of sockets) socket.destroy();
      return closed;
    },
  });
}

function bound(
  server: Server,
  host: string,
  port: number,
): Promise<ListenProblem['why'] | undefined> {
  const problems: Readonly<Record<string, ListenProblem['why']>> = {
    EADDRINUSE: 'taken',
    EADDRNOTAVAIL: 'no-such-address',
    ENOTFOUND: 'no-such-address',
    EAI_AGAIN: 'no-such-address',
    EACCES: 'denied',
  };
  return new Promise((resolve, reject) => {
    function failed(fault: NodeJS.ErrnoException): void {
      const problem = problems[fault.code ?? ''];
      if (problem) resolve(problem);
      else reject(fault);
    }
    server.once('error', failed);
    server.listen({ host, port, backlog: 4096 }, () => {
      server.off('error', failed);
      resolve(undefined);
    });
  });
}
