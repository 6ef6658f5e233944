import assert from 'node:assert/strict';

import { dialFile } from '../../src/net/dial.ts';
import { listen } from '../../src/net/listen.ts';
import type { FileLine } from '../../src/protocol/file-line.ts';
import { encodeFileFrame, type FileFrame } from '../../src/protocol/file-wire.ts';
import { newCertificate } from './certificate.ts';

/** One end of a file line, with what came kept until it is asked for. */
export interface FileEnd {
  readonly line: FileLine;
  readonly say: (frame: FileFrame, sent?: () => void) => void;
  /** The next frame. Rejects when the line ends instead. */
  readonly next: () => Promise<FileFrame>;
  /** The next frame, which is of this type. */
  readonly hear: <T extends FileFrame['type']>(
    type: T,
  ) => Promise<Extract<FileFrame, { readonly type: T }>>;
  readonly received: () => number;
  readonly malformed: Promise<string>;
  readonly ended: Promise<string | undefined>;
}

/** Frames that nobody has asked for yet stop the line at `room`. */
export function fileEndOf(line: FileLine, room = Infinity): FileEnd {
  const kept: FileFrame[] = [];
  const askers: Array<(frame: FileFrame) => void> = [];
  let received = 0;
  let sayMalformed: (why: string) => void;
  const malformed = new Promise<string>((resolve) => (sayMalformed = resolve));
  const ended = new Promise<string | undefined>((resolve) => {
    line.start({
      frame(frame) {
        received += 1;
        const asker = askers.shift();
        if (asker) asker(frame);
        else kept.push(frame);
        return kept.length < room;
      },
      malformed: (fault) => sayMalformed(fault.message),
      end: resolve,
    });
  });
  const gone = ended.then((why) => Promise.reject(new Error(`the line ended: ${why}`)));
  gone.catch(() => {});
  function next(): Promise<FileFrame> {
    const frame = kept.shift();
    line.resume();
    if (frame) return Promise.resolve(frame);
    return Promise.race([new Promise<FileFrame>((resolve) => askers.push(resolve)), gone]);
  }
  return {
    line,
    say: (frame, sent) => line.send(encodeFileFrame(frame), sent),
    next,
    async hear(type) {
      const frame = await next();
      assert.equal(frame.type, type, JSON.stringify({ ...frame, bytes: undefined }));
      return frame as Extract<FileFrame, { readonly type: typeof type }>;
    },
    received: () => received,
    malformed,
    ended,
  };
}

export interface FilePair extends AsyncDisposable {
  readonly nuvem: FileLine;
  readonly client: FileLine;
}

/** Two file lines over real TLS, nobody listening yet. */
export async function newFilePair(): Promise<FilePair> {
  let accept: (line: FileLine) => void;
  const accepted = new Promise<FileLine>((resolve) => (accept = resolve));
  const listened = await listen({
    host: '127.0.0.1',
    port: 0,
    certificate: await newCertificate(),
    onLine: (line) => line.destroy(),
    onFile: (line) => accept(line),
  });
  assert(listened.ok);
  const listener = listened.value;
  const dialled = await dialFile({
    addresses: [{ host: '127.0.0.1', port: listener.port }],
    trust: () => true,
  });
  assert(dialled.ok, JSON.stringify(dialled));
  const { line } = dialled.value;
  return {
    nuvem: await accepted,
    client: line,
    async [Symbol.asyncDispose]() {
      line.destroy();
      await listener[Symbol.asyncDispose]();
    },
  };
}
