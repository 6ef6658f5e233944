import type { Socket } from 'node:net';

import { longestStrangerBody } from '../protocol/frames.ts';
import type { Line, LineEvents } from '../protocol/line.ts';
import { newIncoming } from './incoming.ts';
import { newOutgoing } from './outgoing.ts';

/** Makes a line of a connected socket, TLS or local. The socket is the line's from here on. */
export function lineOf(socket: Socket, address: string, limit = longestStrangerBody): Line {
  let events: LineEvents | undefined;
  const ending = endingOf(socket);
  const outgoing = newOutgoing(socket, () => events?.drain());
  // A plain property: one that is computed would make all the others slow to reach.
  const bound = { limit };
  const incoming = newIncoming(socket, bound, {
    body: (body) => events?.body(body) !== false && !socket.destroyed,
    malformed(fault) {
      ending.blame(fault.message);
      events?.malformed?.(fault);
      close();
    },
  });

  function close(): void {
    incoming.discard();
    outgoing.close();
  }

  socket.setNoDelay(true);
  return Object.assign(bound, {
    address,
    start(listener: LineEvents) {
      events = listener;
      ending.tell(listener.end);
      incoming.start();
    },
    send: outgoing.send,
    queued: outgoing.queued,
    received: () => socket.bytesRead,
    pause: incoming.pause,
    resume: incoming.resume,
    close,
    destroy: () => void socket.destroy(),
  });
}

interface Ending {
  readonly tell: (end: LineEvents['end']) => void;
  /** The first reason given is the one that is told. */
  readonly blame: (why: string) => void;
}

/** Notices how a socket ends, also before anybody listens. */
function endingOf(socket: Socket): Ending {
  let why: string | undefined;
  let listener: LineEvents['end'] | undefined;
  socket.on('error', (fault: NodeJS.ErrnoException) => void (why ??= fault.code ?? fault.message));
  socket.on('close', () => listener?.(why));
  return {
    tell(end) {
      listener = end;
      if (socket.closed) process.nextTick(end, why);
    },
    blame: (reason) => void (why ??= reason),
  };
}
