/*
 * What an invitation tells beside the room: how many devices are strangers to whoever invites, in two bytes ‖ their
 * numbers, in four bytes each ‖ what the room is called, where that is told. The nuvem can take the whole of it away,
 * so who was told nothing takes everybody for one.
 */
const mostNamed = 300;
const everybody = 0xffff;

export interface Aside {
  readonly strangers: ReadonlySet<number> | 'all';
  readonly about: Uint8Array | undefined;
}

export function asideFor(
  strangers: readonly number[],
  about: Uint8Array = new Uint8Array(),
): Uint8Array {
  const told = strangers.length > mostNamed ? [] : strangers;
  const head = Buffer.alloc(2 + 4 * told.length);
  head.writeUInt16BE(told === strangers ? told.length : everybody);
  for (const [n, device] of told.entries()) head.writeUInt32BE(device, 2 + 4 * n);
  return Buffer.concat([head, about]);
}

export function asideIn(bytes: Uint8Array | undefined): Aside {
  if (!bytes || bytes.length < 2) return { strangers: 'all', about: undefined };
  const told = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = told.readUInt16BE();
  const end = 2 + 4 * (count === everybody ? 0 : count);
  if (end > told.length) return { strangers: 'all', about: undefined };
  const devices = Array.from({ length: (end - 2) / 4 }, (_, n) => told.readUInt32BE(2 + 4 * n));
  const about = told.length > end ? new Uint8Array(told.subarray(end)) : undefined;
  return { strangers: count === everybody ? 'all' : new Set(devices), about };
}
