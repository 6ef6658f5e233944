import { setImmediate as turn } from 'node:timers/promises';

import type { Code, Component, Frame } from './jpeg-parts.ts';

/** What one scan is about: components, each with its codes. */
export interface Scan {
  readonly frame: Frame;
  readonly parts: readonly {
    readonly component: Component;
    readonly dc: Code;
    /** Of pictures that come all at once. */
    readonly ac: Code | undefined;
  }[];
  /** How many low bits come later. */
  readonly shift: number;
  /** Units between two restarts; 0 for none. */
  readonly restart: number;
}

/** Reads the means of all blocks, and nothing else of them; answers where it stopped. */
export async function readScan(bytes: Buffer, from: number, scan: Scan): Promise<number> {
  const input = newBits(bytes, from);
  const { frame, parts, restart } = scan;
  const isAlone = parts.length === 1;
  const { across, down } = isAlone ? blocksOf(parts) : unitsOf(frame);
  const last = new Int32Array(parts.length);
  for (let unit = 0; unit < across * down; unit += 1) {
    if (unit % pause === pause - 1) await turn();
    if (unit > 0 && unit % restart === 0) {
      restarted(input);
      last.fill(0);
    }
    const place = { column: unit % across, row: Math.floor(unit / across) };
    for (let at = 0; at < parts.length; at += 1)
      readUnit(input, scan, at, { last, place, isAlone });
    if (input.missing > mostMissing) break;
  }
  return input.at;
}

const unitsOf = ({ unitsAcross, unitsDown }: Frame) => ({ across: unitsAcross, down: unitsDown });

/** One colour alone comes block by block, without those that fill the last unit. */
const blocksOf = ([only]: Scan['parts']) => ({
  across: only?.component.shownColumns ?? 0,
  down: only?.component.shownRows ?? 0,
});

/** So many units at once; then somebody else has a turn. */
const pause = 20_000;

interface Unit {
  readonly last: Int32Array;
  readonly place: { readonly column: number; readonly row: number };
  readonly isAlone: boolean;
}

function readUnit(input: Bits, scan: Scan, at: number, { last, place, isAlone }: Unit): void {
  const part = scan.parts[at];
  if (!part) return;
  const { component, dc, ac } = part;
  const [wide, high] = isAlone ? [1, 1] : [component.across, component.down];
  for (let block = 0; block < wide * high; block += 1) {
    const column = place.column * wide + (block % wide);
    const row = place.row * high + Math.floor(block / wide);
    last[at] = (last[at] ?? 0) + numberIn(input, valueIn(input, dc));
    component.means[row * component.columns + column] = (last[at] ?? 0) << scan.shift;
    if (ac) skip(input, ac);
  }
}

/** What makes a block more than its mean. */
function skip(input: Bits, ac: Code): void {
  for (let at = 1; at < 64; at += 1) {
    const value = valueIn(input, ac);
    const size = value & 15;
    if (size === 0 && value !== 0xf0) return;
    at += value >> 4;
    drop(input, size);
  }
}

/** Bits of a scan; behind its end there are zeros. */
interface Bits {
  readonly bytes: Buffer;
  at: number;
  /** The last of them that were read, and how many of those are still to be looked at. */
  held: number;
  count: number;
  /** Bytes that were not there. */
  missing: number;
}

/** What is cut off has so many bytes less before it is given up. */
const mostMissing = 8;

const newBits = (bytes: Buffer, at: number): Bits => ({
  bytes,
  at,
  held: 0,
  count: 0,
  missing: 0,
});

function need(bits: Bits, size: number): void {
  const { bytes } = bits;
  while (bits.count < size) {
    let byte = bytes[bits.at] ?? 0;
    if (bits.at >= bytes.length || (byte === 0xff && bytes[bits.at + 1] !== 0)) {
      byte = 0;
      bits.missing += 1;
    } else bits.at += byte === 0xff ? 2 : 1;
    bits.held = ((bits.held << 8) | byte) & 0xff_ffff;
    bits.count += 8;
  }
}

function drop(bits: Bits, size: number): void {
  need(bits, size);
  bits.count -= size;
}

/** The value of the code that comes next. */
function valueIn(bits: Bits, { first, place, end, values }: Code): number {
  need(bits, 16);
  for (let length = 1; length <= 16; length += 1) {
    const code = (bits.held >> (bits.count - length)) & ((1 << length) - 1);
    if (code >= (end[length] ?? 0)) continue;
    bits.count -= length;
    return values[(place[length] ?? 0) + code - (first[length] ?? 0)] ?? 0;
  }
  bits.count -= 16;
  bits.missing += 1;
  return 0;
}

/** A number of so many bits, of which the first says its sign. */
function numberIn(bits: Bits, size: number): number {
  if (size === 0 || size > 15) return 0;
  drop(bits, size);
  const found = (bits.held >> bits.count) & ((1 << size) - 1);
  return found < 1 << (size - 1) ? found - (1 << size) + 1 : found;
}

/** Behind the next mark of a restart. */
function restarted(bits: Bits): void {
  bits.count = 0;
  bits.missing = 0;
  const { bytes, at } = bits;
  if (bytes[at] === 0xff && ((bytes[at + 1] ?? 0) & 0xf8) === 0xd0) bits.at += 2;
}
