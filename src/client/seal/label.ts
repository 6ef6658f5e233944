/** The name of a sealed room's group of MLS: the room, and which of its generations. */
export function groupOf(room: string, gen: number): Uint8Array {
  const name = Buffer.alloc(20);
  name.write(room, 0, 16, 'hex');
  name.writeUInt32BE(gen, 16);
  return name;
}

/** What a message is said to be, bound to it: the nuvem can read that, and not change it. */
export function labelOf(
  what: 'line' | 'commit',
  { room, device, no }: { readonly room: string; readonly device: number; readonly no: number },
): Uint8Array {
  const place = Buffer.alloc(26);
  place.write(room, 0, 16, 'hex');
  place.writeUInt32BE(device, 16);
  place.writeUIntBE(no, 20, 6);
  return Buffer.concat([Buffer.from(`pychat/1 ${what}\0`), place]);
}
