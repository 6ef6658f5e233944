import { createRequire } from 'node:module';

/** The functions through which the database reaches the disk; patched in place, as the driver calls them. */
const fs = createRequire(import.meta.url)('node:fs') as typeof import('node:fs');

type Write = { readonly file: string } & (
  | { readonly at: number; readonly data: Buffer }
  | { readonly size: number }
);
export type Image = ReadonlyMap<string, Buffer>;

/** A disk that loses its power: what was not synced is there, or not, or in part. */
export interface Disk extends Disposable {
  /** What a machine finds that starts again now. */
  readonly cut: () => Image;
  /** Called before each write and each sync. */
  onTouch: (what: 'write' | 'sync') => void;
}

/** Watches the files of one folder. */
export function watchDisk(folder: string, random: () => number): Disk {
  const { openSync, closeSync, writeSync, ftruncateSync, unlinkSync, fsyncSync } = fs;
  const names = new Map<number, string>();
  const durable = new Map<string, Buffer>();
  let pending: Write[] = [];

  const disk: Disk = {
    onTouch: () => {},
    cut() {
      const image = new Map(durable);
      for (const write of pending) {
        const luck = random();
        if (luck < 0.5) continue;
        const isTorn = luck < 0.7 && 'data' in write;
        const sectors = isTorn ? Math.floor((random() * write.data.length) / 512) : 0;
        apply(image, isTorn ? { ...write, data: write.data.subarray(0, 512 * sectors) } : write);
      }
      return image;
    },
    [Symbol.dispose]() {
      Object.assign(fs, { openSync, closeSync, writeSync, ftruncateSync, unlinkSync, fsyncSync });
    },
  };

  function patched(fd: number, write: (file: string) => Write): void {
    const file = names.get(fd);
    if (file === undefined) return;
    disk.onTouch('write');
    pending.push(write(file));
  }

  Object.assign(fs, {
    openSync(file: string, flags: number, mode: number) {
      const fd = openSync(file, flags, mode);
      if (typeof file === 'string' && file.startsWith(folder)) {
        names.set(fd, file);
        if (!durable.has(file)) durable.set(file, Buffer.alloc(0));
      }
      return fd;
    },
    closeSync(fd: number) {
      names.delete(fd);
      closeSync(fd);
    },
    // oxlint-disable-next-line max-params -- as node:fs has them
    writeSync(fd: number, bytes: Uint8Array, from: number, length: number, at: number) {
      patched(fd, (file) => ({ file, at, data: Buffer.from(bytes.slice(from, from + length)) }));
      return writeSync(fd, bytes, from, length, at);
    },
    ftruncateSync(fd: number, size: number) {
      patched(fd, (file) => ({ file, size }));
      ftruncateSync(fd, size);
    },
    unlinkSync(file: string) {
      pending = pending.filter((write) => write.file !== file);
      durable.delete(file);
      unlinkSync(file);
    },
    fsyncSync(fd: number) {
      const file = names.get(fd);
      if (file !== undefined) disk.onTouch('sync');
      fsyncSync(fd);
      for (const write of pending) if (write.file === file) apply(durable, write);
      pending = pending.filter((write) => write.file !== file);
    },
  });
  return disk;
}

function apply(image: Map<string, Buffer>, write: Write): void {
  const before = image.get(write.file) ?? Buffer.alloc(0);
  const end = 'size' in write ? write.size : Math.max(before.length, write.at + write.data.length);
  const now = Buffer.alloc(end);
  before.copy(now);
  if ('data' in write) write.data.copy(now, write.at);
  image.set(write.file, now);
}
