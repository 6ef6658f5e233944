import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

import { fileLineOf } from '../../../src/net/file-line.ts';
import type { FileLine } from '../../../src/protocol/file-line.ts';
import { chunksIn } from '../../../src/protocol/file-size.ts';
import {
  chunkHeadSize,
  encodeFileFrame,
  type FileFrame,
  longestFileBody,
  putChunkHead,
} from '../../../src/protocol/file-wire.ts';

/** The bytes of files as a nuvem has them, without accounts and without TLS; a token is its file and the way. */
export interface Relay extends AsyncDisposable {
  readonly chunks: (id: string) => Array<Buffer | undefined>;
  readonly dial: () => Promise<FileLine>;
  /** What is said from now on to whoever sends, or gets, in place of what they want. */
  readonly instead: (frame: FileFrame | undefined) => void;
  /** Ends all connections. */
  readonly cut: () => void;
  /** Ends each connection when so many chunks have gone over it, in either way. */
  readonly cutAfter: (chunks: number) => void;
  readonly received: () => number;
  /** Connections there ever were. */
  readonly visits: () => number;
}

export const tokenOf = (id: string, how: 'put' | 'get', size: number): Buffer => {
  const token = Buffer.alloc(32);
  token.write(id, 'hex');
  token[16] = how === 'put' ? 1 : 2;
  token.writeUInt32BE(chunksIn(size), 17);
  return token;
};

export async function newRelay(): Promise<Relay> {
  const files = new Map<string, Buffer[]>();
  const sockets = new Set<Socket>();
  const readers = new Set<() => void>();
  let most = Number.POSITIVE_INFINITY;
  let instead: FileFrame | undefined;
  let received = 0;
  let visits = 0;
  const chunks = (id: string): Buffer[] => {
    const found = files.get(id) ?? [];
    files.set(id, found);
    return found;
  };

  function visit(socket: Socket): void {
    visits += 1;
    sockets.add(socket.on('close', () => sockets.delete(socket)));
    const line = fileLineOf(socket, 'there', { limit: longestFileBody });
    let left = most;
    let into: { readonly id: string; readonly count: number } | undefined;
    const say = (frame: FileFrame): void => line.send(encodeFileFrame(frame));
    const spend = (): boolean => {
      left -= 1;
      if (left < 0) line.destroy();
      return left >= 0;
    };

    function give(id: string, from: number): void {
      let index = from;
      let busy = false;
      const more = (): void => {
        const chunk = chunks(id)[index];
        if (!chunk || busy || !sockets.has(socket)) return;
        if (!spend()) return;
        const frame = Buffer.allocUnsafe(chunkHeadSize + chunk.length);
        chunk.copy(frame, chunkHeadSize);
        putChunkHead(frame, index);
        index += 1;
        busy = true;
        line.send(frame, () => {
          busy = false;
          more();
        });
      };
      readers.add(more);
      socket.on('close', () => readers.delete(more));
      more();
    }

    line.start({
      frame(frame) {
        if (frame.type === 'open') {
          const id = frame.token.toString('hex', 0, 16);
          if (instead) say(instead);
          else if (frame.token[16] === 1) {
            into = { id, count: frame.token.readUInt32BE(17) };
            say({ type: 'go', at: chunks(id).length });
            say({ type: 'kept', count: chunks(id).length });
          } else {
            say({ type: 'go', at: frame.from });
            if (!chunks(id)[frame.from]) say({ type: 'wait', why: 'edge' });
            give(id, frame.from);
          }
        } else if (frame.type === 'chunk' && into) {
          if (!spend()) return false;
          received += 1;
          chunks(into.id)[frame.index] ??= Buffer.from(frame.bytes);
          line.giveBack(frame.bytes);
          say({ type: 'kept', count: chunks(into.id).length });
          for (const more of readers) more();
        }
        return true;
      },
      malformed: () => line.destroy(),
      end: () => {},
    });
  }

  const server = createServer(visit).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    chunks,
    async dial() {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      return fileLineOf(socket, 'here', { limit: longestFileBody });
    },
    instead: (frame) => void (instead = frame),
    cut,
    cutAfter: (count) => void (most = count),
    received: () => received,
    visits: () => visits,
    async [Symbol.asyncDispose]() {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
}
