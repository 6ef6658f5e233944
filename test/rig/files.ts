import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { dialFile } from '../../src/net/dial.ts';
import { listen } from '../../src/net/listen.ts';
import { chunkLength, chunksInSealed, sealedSize } from '../../src/protocol/file-size.ts';
import type { Message } from '../../src/protocol/messages.ts';
import { diskShelf } from '../../src/store/disk-shelf.ts';
import type { Shelf } from '../../src/store/shelf.ts';
import { newCertificate } from './certificate.ts';
import { type FileEnd, fileEndOf } from './file-pair.ts';
import { newFolder } from './folder.ts';
import { bodyOf, newRig, type Rig, type RigOptions } from './nuvem.ts';
import type { Wire } from './wire.ts';

/** A file as its sender has it: sealed chunks, which here are any bytes. */
export interface Sealed {
  readonly id: Buffer;
  readonly size: number;
  readonly chunks: readonly Buffer[];
}

export function sealed(plain: number): Sealed {
  const size = sealedSize(plain);
  const chunks = Array.from({ length: chunksInSealed(size) }, (_, index) =>
    randomBytes(chunkLength(size, index)),
  );
  return { id: randomBytes(16), size, chunks };
}

export interface FileRig extends AsyncDisposable {
  readonly rig: Rig;
  /** Where the bytes lie. */
  readonly folder: string;
  readonly room: Buffer;
  readonly ana: Wire;
  readonly bob: Wire;
  /** Says in the room of ana and bob that there is this file. */
  readonly announce: (by: Wire, file: Sealed, no: number) => Promise<void>;
  readonly open: (by: Wire, file: Sealed, how: 'put' | 'get') => Promise<Message<'file-opened'>>;
  /** A connection for the bytes of files, over real TLS. */
  readonly connect: (room?: number) => Promise<FileEnd>;
  /** The same, with a token said; it begins at `from`. */
  readonly begin: (
    by: Wire,
    file: Sealed,
    how: 'put' | 'get',
    from?: number,
  ) => Promise<FileEnd & { readonly at: number }>;
}

export interface FileRigOptions extends RigOptions {
  /** What the shelf is to do differently. */
  readonly over?: (shelf: Shelf) => Shelf;
}

/** A nuvem over real disk and TLS, with two people in a group of it. */
export async function newFileRig({ over, ...options }: FileRigOptions = {}): Promise<FileRig> {
  const folder = await newFolder();
  const place = join(folder.path, 'files');
  const disk = await diskShelf(place);
  const settings = { freeDisk: 0, ...options.settings };
  const rig = await newRig({ ...options, settings, shelf: over ? over(disk) : disk });
  const listened = await listen({
    host: '127.0.0.1',
    port: 0,
    certificate: await newCertificate(),
    onLine: (line) => line.destroy(),
    onFile: rig.nuvem.serveFile,
  });
  assert(listened.ok);
  const listener = listened.value;
  const ends: FileEnd[] = [];
  const [ana, bob] = [await rig.join('ana'), await rig.join('bob')];
  const room = randomBytes(16);
  await ana.want('room', { type: 'room-open', room, kind: 'group', name: 'lab', members: ['bob'] });
  const requested = await bob.hear('room', ({ room: key }) => Buffer.compare(key, room) === 0);
  if (requested.request) await bob.want('ok', { type: 'request-answer', room, answer: 'accept' });

  async function connect(most?: number): Promise<FileEnd> {
    const addresses = [{ host: '127.0.0.1', port: listener.port }];
    const dialled = await dialFile({ addresses, trust: () => true });
    assert(dialled.ok);
    const end = fileEndOf(dialled.value.line, most);
    ends.push(end);
    return end;
  }
  const open: FileRig['open'] = (by, { id }, how) =>
    by.want('file-opened', { type: 'file-open', file: id, how });

  return {
    rig,
    folder: place,
    room,
    ana,
    bob,
    connect,
    open,
    async announce(by, { id, size }, no) {
      const body = bodyOf('a file');
      await by.want('stored', { type: 'file-new', room, no, body, file: id, size });
    },
    async begin(by, file, how, from = 0) {
      const end = await connect();
      const { token } = await open(by, file, how);
      end.say({ type: 'open', token: Buffer.from(token), from });
      const { at } = await end.hear('go');
      return { ...end, at };
    },
    async [Symbol.asyncDispose]() {
      for (const { line } of ends) line.destroy();
      listener.stop();
      await rig.nuvem.world.transfers.close();
      await listener[Symbol.asyncDispose]();
      await rig[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** Sends chunks from one on, without waiting for anything. */
export function sendAll(end: FileEnd, { chunks }: Sealed, from = 0, to = chunks.length): void {
  for (let index = from; index < to; index += 1)
    end.say({ type: 'chunk', index, bytes: chunks[index]! });
}

/** Waits until so many chunks are told to be kept. */
export async function untilKept(end: FileEnd, count: number): Promise<void> {
  for (;;) {
    const kept = await end.hear('kept');
    if (kept.count >= count) return;
  }
}

/** Uploads it all. */
export async function putAll(files: FileRig, by: Wire, file: Sealed): Promise<FileEnd> {
  const end = await files.begin(by, file, 'put');
  sendAll(end, file, end.at);
  await untilKept(end, file.chunks.length);
  return end;
}

/** Reads chunks from one on, to the end, and compares each; `wait` is passed over. */
export async function hearAll(end: FileEnd, { chunks }: Sealed, from = 0): Promise<void> {
  for (let index = from; index < chunks.length;) {
    const frame = await end.next();
    if (frame.type === 'wait') continue;
    assert.equal(frame.type, 'chunk');
    assert(frame.type === 'chunk');
    assert.equal(frame.index, index);
    assert.equal(Buffer.compare(frame.bytes, chunks[index]!), 0, `chunk ${index}`);
    end.line.giveBack(frame.bytes);
    index += 1;
  }
}
