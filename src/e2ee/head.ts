/** What anybody can read on a sealed message: the nuvem orders by it. */
export interface Head {
  readonly kind: 'line' | 'commit';
  readonly group: Uint8Array;
  readonly epoch: number;
}

/** version 1, wireformat 2 (a private message), length of the group's name. */
const start = Buffer.from([0, 1, 0, 2]);
const kinds = new Map<number | undefined, Head['kind']>([
  [1, 'line'],
  [3, 'commit'],
]);

/** Undefined for what is no private message that a room of ours can have. */
export function headIn(wire: Uint8Array): Head | undefined {
  const bytes = Buffer.from(wire.buffer, wire.byteOffset, wire.length);
  const length = bytes[4] ?? 64;
  const at = 5 + length;
  if (length >= 64 || bytes.length < at + 9 || !bytes.subarray(0, 4).equals(start))
    return undefined;
  const kind = kinds.get(bytes[at + 8]);
  const epoch = bytes.readBigUInt64BE(at);
  if (!kind || epoch > Number.MAX_SAFE_INTEGER) return undefined;
  return { kind, group: bytes.subarray(5, at), epoch: Number(epoch) };
}
