import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

export interface DirectPort {
  /** The port; nothing when no socket may listen on this machine. Repeatable. */
  readonly open: () => Promise<number | undefined>;
  readonly close: () => Promise<void>;
}

/**
 * One port, opened and closed as often as it takes, and the same one each time as long as it is free: what was
 * offered names it.
 */
export function newDirectPort(
  visit: (socket: Socket) => void,
  wanted: number | undefined,
  host: string | undefined,
): DirectPort {
  let port = wanted ?? 0;
  let server: Server | undefined;
  let before: Promise<unknown> = Promise.resolve();

  async function open(): Promise<number | undefined> {
    server ??= (await listening(visit, port, host)) ?? (await listening(visit, 0, host));
    if (server) ({ port } = server.address() as AddressInfo);
    return server && port;
  }

  async function close(): Promise<void> {
    const closed = server;
    server = undefined;
    if (closed) await new Promise((resolve) => void closed.close(resolve));
  }

  /** One after the other: a port is free again when it is closed. */
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const done = before.then(act);
    before = done;
    return done;
  };
  return { open: () => inTurn(open), close: () => inTurn(close) };
}

/** On both kinds of addresses, where the system has both. */
async function listening(
  visit: (socket: Socket) => void,
  port: number,
  host: string | undefined,
): Promise<Server | undefined> {
  if (host !== undefined) return listeningOn(visit, port, host);
  return (await listeningOn(visit, port, '::')) ?? listeningOn(visit, port, '0.0.0.0');
}

function listeningOn(
  visit: (socket: Socket) => void,
  port: number,
  host: string,
): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer({ pauseOnConnect: false }, visit);
    server.once('error', () => resolve(undefined));
    server.listen({ port, host }, () => {
      // Running out of files closes the newcomer, not this process.
      server.on('error', () => {});
      resolve(server);
    });
  });
}
