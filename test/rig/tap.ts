import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';

/** A wire between a client and a port that counts the TLS records the port sends. */
export interface Tap extends AsyncDisposable {
  readonly port: number;
  /** Records of application data seen so far, those that carry the end of the handshake included. */
  readonly records: () => number;
}

export async function newTap(port: number): Promise<Tap> {
  const sockets: Socket[] = [];
  let records = 0;
  const server = createServer((client) => {
    const target = createConnection({ host: '127.0.0.1', port });
    sockets.push(client, target);
    client.on('error', () => target.destroy());
    target.on('error', () => client.destroy());
    client.pipe(target).pipe(client);
    target.on(
      'data',
      recordsIn((type) => (records += Number(type === 0x17))),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    records: () => records,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Calls for the head of each record: type, version (2 bytes), length (2 bytes). */
function recordsIn(onRecord: (type: number) => void): (chunk: Buffer) => void {
  let head: number[] = [];
  let skip = 0;
  return (chunk) => {
    for (let at = 0; at < chunk.length; at += 1) {
      if (skip > 0) {
        const step = Math.min(skip, chunk.length - at);
        skip -= step;
        at += step - 1;
        continue;
      }
      head.push(chunk[at]!);
      if (head.length < 5) continue;
      onRecord(head[0]!);
      skip = head[3]! * 256 + head[4]!;
      head = [];
    }
  };
}
