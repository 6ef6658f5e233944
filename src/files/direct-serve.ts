import type { Socket } from 'node:net';

import { chunksIn } from '../protocol/file-size.ts';
import { encodeFileFrame, type FileFrame } from '../protocol/file-wire.ts';
import { Malformed } from '../protocol/malformed.ts';
import { newHearing } from './direct-hear.ts';
import type { DirectVisitor } from './direct-reception.ts';
import type { Frame, Outflow } from './flow.ts';

/** A receiver of which nothing is heard, and that takes nothing, is let go. */
const idleMs = 30_000;
/** Chunks given to the system and not yet taken by it. */
const mostUnderWay = 4;

/** Gives a file to a receiver that proved its key, from the chunk it asks for on. Ends with the socket. */
export async function serve({ offer, socket, marks, isOnly }: DirectVisitor): Promise<void> {
  const { file } = offer;
  const chunks = chunksIn(file.size);
  const closed = new Promise<undefined>((resolve) =>
    socket.once('close', () => resolve(undefined)),
  );
  const opened = new Promise<number>((resolve) => {
    socket.on('data', newEar(socket, marks, chunks, { opened: resolve, kept: file.kept }));
  });
  socket.setTimeout(idleMs, () => socket.destroy()).resume();

  const from = await Promise.race([opened, closed]);
  if (from === undefined) return;
  file.served(1, isOnly);
  try {
    socket.write(encodeFileFrame({ type: 'go', at: from }));
    await using flow = await file.flow(from);
    await pour(flow, socket);
    await closed;
  } catch {
    // It cannot be read, or is another one by now. Whose file it is finds that out as well; a receiver goes elsewhere.
    socket.destroy();
  } finally {
    file.served(-1, isOnly);
  }
}

interface Heard {
  readonly opened: (from: number) => void;
  readonly kept: (count: number) => void;
}

function newEar(
  socket: Socket,
  marks: (said: Uint8Array) => Buffer,
  chunks: number,
  heard: Heard,
): (bytes: Buffer) => void {
  let kept: number | undefined;
  const hear = newHearing(marks, (frame) => {
    const count = countOf(frame);
    // `open` comes first and once; what is kept only grows.
    if (count === undefined || count > chunks || (kept === undefined) !== (frame.type === 'open'))
      return void socket.destroy();
    if (count < (kept ?? 0)) return void socket.destroy();
    kept = count;
    if (frame.type === 'open') heard.opened(count);
    else heard.kept(count);
  });
  return (bytes) => {
    try {
      hear(bytes);
    } catch (fault) {
      if (!(fault instanceof Malformed)) throw fault;
      socket.destroy();
    }
  };
}

function countOf(frame: FileFrame): number | undefined {
  if (frame.type === 'open') return frame.from;
  return frame.type === 'kept' ? frame.count : undefined;
}

/** From disk to socket, as fast as the socket takes it. */
async function pour(flow: Outflow, socket: Socket): Promise<void> {
  const underWay = new Set<Promise<void>>();
  // Read one after the other: that is the order in which they go.
  for (let frame = await flow.next(); frame && !socket.destroyed; frame = await flow.next()) {
    const sent = give(frame, socket);
    underWay.add(sent);
    void sent.finally(() => underWay.delete(sent));
    if (underWay.size >= mostUnderWay) await Promise.race(underWay);
  }
  await Promise.all(underWay);
}

const give = ({ bytes, free }: Frame, socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    socket.write(bytes, () => {
      free();
      resolve();
    });
  });
