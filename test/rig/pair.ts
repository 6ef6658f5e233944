import assert from 'node:assert/strict';

import { type Dialled, dial, type DialOptions } from '../../src/net/dial.ts';
import { listen, type Listener, type ListenOptions } from '../../src/net/listen.ts';
import { headSize } from '../../src/protocol/frames.ts';
import type { Line } from '../../src/protocol/line.ts';
import { newCertificate } from './certificate.ts';

/** One end of a line, with what came in kept until it is asked for. */
export interface End {
  readonly line: Line;
  /** The next body. Rejects when the line ends instead. */
  readonly next: () => Promise<Buffer>;
  /** Bodies received so far. */
  readonly received: () => number;
  /** The next time all that was sent has left. */
  readonly drained: () => Promise<void>;
  readonly ended: Promise<string | undefined>;
}

/** Bodies that nobody has asked for yet stop the line at `room`. */
export function endOf(line: Line, room = Infinity): End {
  const kept: Buffer[] = [];
  const askers: Array<(body: Buffer) => void> = [];
  let received = 0;
  let drained: Array<() => void> = [];
  const ended = new Promise<string | undefined>((resolve) => {
    line.start({
      body(body) {
        received += 1;
        const asker = askers.shift();
        if (asker) asker(body);
        else kept.push(body);
        return kept.length < room;
      },
      drain() {
        for (const tell of drained.splice(0)) tell();
      },
      end: resolve,
    });
  });
  return {
    line,
    received: () => received,
    drained: () => new Promise((resolve) => drained.push(resolve)),
    ended,
    next() {
      const body = kept.shift();
      line.resume();
      if (body) return Promise.resolve(body);
      return Promise.race([
        new Promise<Buffer>((resolve) => askers.push(resolve)),
        ended.then((why) => Promise.reject(new Error(`the line ended: ${why}`))),
      ]);
    },
  };
}

export interface Rig extends AsyncDisposable {
  readonly listener: Listener;
  /** The next line that comes in. */
  readonly accepted: () => Promise<Line>;
  readonly dial: (options?: Partial<DialOptions>) => Promise<Dialled>;
}

/** A listener on a free port of 127.0.0.1, with a certificate of its own. */
export async function newRig(options: Partial<ListenOptions> = {}): Promise<Rig> {
  const lines: Line[] = [];
  const askers: Array<(line: Line) => void> = [];
  const listened = await listen({
    host: '127.0.0.1',
    port: 0,
    certificate: options.certificate ?? (await newCertificate()),
    onLine(line) {
      const asker = askers.shift();
      if (asker) asker(line);
      else lines.push(line);
    },
    ...options,
  });
  assert(listened.ok);
  const listener = listened.value;
  return {
    listener,
    accepted() {
      const line = lines.shift();
      return line ? Promise.resolve(line) : new Promise((resolve) => askers.push(resolve));
    },
    async dial(more) {
      const dialled = await dial({
        addresses: [{ host: '127.0.0.1', port: listener.port }],
        trust: () => true,
        ...more,
      });
      assert(dialled.ok, JSON.stringify(dialled));
      return dialled.value;
    },
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  };
}

export interface Pair extends AsyncDisposable {
  readonly nuvem: End;
  readonly client: End;
}

/** Two ends of one line over real TLS. */
export async function newPair(options: Partial<ListenOptions> = {}): Promise<Pair> {
  const rig = await newRig(options);
  const { line } = await rig.dial();
  const client = endOf(line);
  const nuvem = endOf(await rig.accepted());
  return {
    nuvem,
    client,
    async [Symbol.asyncDispose]() {
      line.destroy();
      await rig[Symbol.asyncDispose]();
    },
  };
}

/** A body behind its length. */
export function frame(body: Uint8Array): Buffer {
  const bytes = Buffer.alloc(headSize + body.length);
  bytes.writeUInt32BE(body.length);
  bytes.set(body, headSize);
  return bytes;
}
