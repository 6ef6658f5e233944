import assert from 'node:assert/strict';

export interface Read {
  readonly path: string;
  readonly type: string;
  readonly bytes: Buffer;
}

/** Reads an archive as pax says, and fails on anything else. */
export function readTar(archive: Buffer): Read[] {
  const found: Read[] = [];
  let records = new Map<string, string>();
  for (let at = 0; ;) {
    const head = archive.subarray(at, at + 512);
    assert.equal(head.length, 512);
    if (head.every((byte) => byte === 0)) {
      assert.ok(archive.subarray(at).every((byte) => byte === 0));
      assert.equal(archive.length - at, 1024);
      return found;
    }
    const sum = head.reduce(
      (total, byte, place) => total + (place >= 148 && place < 156 ? 32 : byte),
      0,
    );
    assert.equal(octal(head, 148, 8), sum);
    assert.equal(head.toString('latin1', 257, 265), 'ustar\u000000');
    const size = Number(records.get('size') ?? octal(head, 124, 12));
    const bytes = archive.subarray(at + 512, at + 512 + size);
    assert.equal(bytes.length, size);
    at += 512 + Math.ceil(size / 512) * 512;
    const type = String.fromCharCode(head[156]!);
    if (type === 'x') {
      records = recordsIn(bytes);
      continue;
    }
    const path = records.get('path') ?? head.toString('latin1', 0, 100).replace(/\0.*$/s, '');
    found.push({ path, type, bytes });
    records = new Map();
  }
}

const octal = (head: Buffer, at: number, length: number): number =>
  Number.parseInt(head.toString('latin1', at, at + length), 8);

function recordsIn(bytes: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length;) {
    const length = Number.parseInt(bytes.toString('latin1', at, at + 20), 10);
    const record = bytes.toString('utf8', at, at + length);
    const [, key, value] = /^\d+ ([^=]+)=(.*)\n$/s.exec(record)!;
    records.set(key!, value!);
    at += length;
  }
  return records;
}
