import type { Kept, Write } from './db-port.ts';

type Packable = Extract<Write, { readonly do: 'archive' | 'open' }>;

/** A line without the names of its fields, its body's size in the place of the body. */
type Packed = readonly [
  /** Whether it is an own one to archive; or, to open, the id of the own one or nothing. */
  what: boolean | string,
  id: string,
  room: string,
  seq: number,
  kind: number,
  from: string,
  device: number,
  no: number,
  at: number,
  size: number,
];

/** A step on its way to the worker: what is copied between threads costs by the object, and by the name of a field. */
export interface Parcel {
  readonly writes: readonly (Exclude<Write, Packable> | Packed)[];
  readonly bodies: Uint8Array;
}

export function packed(writes: readonly Write[]): Parcel {
  const bodies: Uint8Array[] = [];
  const shorter = writes.map((write) => {
    if (write.do !== 'archive' && write.do !== 'open') return write;
    const { id, room, seq, kind, from, device, no, at, body } = write.line;
    bodies.push(body);
    const what = write.do === 'archive' ? write.own : (write.id ?? '');
    return [what, id, room, seq, kind, from, device, no, at, body.length] as const;
  });
  return { writes: shorter, bodies: Buffer.concat(bodies) };
}

export function unpacked({ writes, bodies }: Parcel): readonly Write[] {
  let used = 0;
  return writes.map((write) => {
    if (!isPacked(write)) return write;
    const [what, id, room, seq, kind, from, device, no, at, size] = write;
    const body = bodies.subarray(used, used + size);
    used += size;
    const line: Kept = { id, room, seq, kind, from, device, no, at, body };
    if (typeof what === 'boolean') return { do: 'archive', line, own: what };
    return what === '' ? { do: 'open', line } : { do: 'open', line, id: what };
  });
}

const isPacked = (write: Exclude<Write, Packable> | Packed): write is Packed =>
  Array.isArray(write);
