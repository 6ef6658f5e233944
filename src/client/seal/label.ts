/** The name of a sealed room's group of MLS: the room, and which of its generations. */
export function groupOf(room: string, gen: number): Uint8Array {
  const name = Buffer.alloc(20);
  name.write(room, 0, 16, 'hex');
  name.writeUInt32BE(gen, 16);
  return name;
}

const begins = { line: Buffer.from('pychat/1 line\0'), commit: Buffer.from('pychat/1 commit\0') };

/** What a message is said to be, bound to it: the nuvem can read that, and not change it. */
export function labelOf(
  what: 'line' | 'commit',
  { room, device, no }: { readonly room: string; readonly device: number; readonly no: number },
): Uint8Array {
  const begin = begins[what];
  const label = Buffer.alloc(begin.length + 26);
  label.set(begin);
  label.write(room, begin.length, 16, 'hex');
  label.writeUInt32BE(device, begin.length + 16);
  label.writeUIntBE(no, begin.length + 20, 6);
  return label;
}
