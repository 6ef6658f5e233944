import type { Socket } from 'node:net';

import type { FileLine, FileLineEvents } from '../protocol/file-line.ts';
import { longestOpen } from '../protocol/file-wire.ts';
import { newFileIncoming } from './file-incoming.ts';
import type { Tray } from './tray.ts';
import { inTurn } from './turn.ts';

/** How long a peer may take to fetch the last bytes of a socket that was closed. */
const farewellMs = 5000;

export interface FileLineOptions {
  /** Of the bodies of frames; what a stranger may send when it is not given. */
  readonly limit?: number;
  /** Where the socket puts what it reads, when it was made with one. */
  readonly tray?: Tray;
}

/**
 * Makes a file line of a connected socket, TLS or not. The socket is the line's from here on. What it reads in
 * one turn of the event loop is bounded, for all file lines of this process together, so that others get theirs.
 */
export function fileLineOf(
  socket: Socket,
  address: string,
  { limit = longestOpen, tray }: FileLineOptions = {},
): FileLine {
  let events: FileLineEvents | undefined;
  let why: string | undefined;
  const bound = { limit };
  const incoming = newFileIncoming(socket, bound, {
    frame: (frame) => events?.frame(frame) !== false,
    malformed(fault) {
      why ??= fault.message;
      events?.malformed(fault);
    },
  });
  const outgoing = newOutgoing(socket);

  socket.setNoDelay(true);
  socket.on('error', (fault: NodeJS.ErrnoException) => void (why ??= fault.code ?? fault.message));
  socket.on('close', () => events?.end(why));
  return Object.assign(bound, {
    address,
    start(listener: FileLineEvents) {
      events = listener;
      if (socket.closed) process.nextTick(listener.end, why);
      else if (tray) tray.empty(incoming.came);
      else socket.on('data', incoming.came);
    },
    ...outgoing,
    received: () => socket.bytesRead,
    giveBack: incoming.giveBack,
    pause: incoming.pause,
    resume: incoming.resume,
    close() {
      incoming.discard();
      outgoing.close();
    },
    destroy: () => void socket.destroy(),
  });
}

interface Waiting {
  readonly frame: Buffer;
  readonly sent: (() => void) | undefined;
}

/** Writes go to the system one after the other, each as it was given: more at once would be copied together first. */
function newOutgoing(socket: Socket): Pick<FileLine, 'send' | 'queued' | 'close'> {
  const waiting: Waiting[] = [];
  let queued = 0;
  let busy = false;
  let closed = false;

  function next(): void {
    const first = waiting.shift();
    if (!first) {
      if (closed) socket.end();
      return;
    }
    busy = true;
    inTurn(first.frame.length, () => write(first));
  }

  function write({ frame, sent }: Waiting): void {
    socket.write(frame, (fault) => {
      busy = false;
      queued -= frame.length;
      if (fault) return;
      sent?.();
      if (!busy) next();
    });
  }

  return {
    send(frame, sent) {
      if (closed || !socket.writable) return;
      waiting.push({ frame, sent });
      queued += frame.length;
      if (!busy) next();
    },
    queued: () => queued,
    close() {
      if (closed) return;
      closed = true;
      if (!busy) next();
      const timer = setTimeout(() => socket.destroy(), farewellMs);
      socket.once('close', () => clearTimeout(timer));
    },
  };
}
