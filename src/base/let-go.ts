import { MessageChannel } from 'node:worker_threads';

/** What is smaller may share its memory with others, and is not worth it. */
const worthIt = 16 * 1024;

/** What goes through it arrives nowhere. */
const { port1: drain } = new MessageChannel();
drain.close();

/**
 * Gives the memory behind these bytes back at once: nobody else may use it. Of what passes through at hundreds of
 * megabytes a second, tens of them would wait for the garbage collector, which sees small objects only.
 */
export function letGo({ buffer }: Uint8Array): void {
  if (buffer.byteLength < worthIt || !(buffer instanceof ArrayBuffer)) return;
  try {
    drain.postMessage(undefined, [buffer]);
  } catch {
    // Node's own pool, which many share: it does not go.
  }
}
