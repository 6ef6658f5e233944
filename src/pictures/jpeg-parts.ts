import type { Orientation } from './sheet.ts';

/** One of the colours of a picture, as its frame tells of it. */
export interface Component {
  readonly id: number;
  /** How many blocks of it one unit has. */
  readonly across: number;
  readonly down: number;
  /** By what the mean of a block is multiplied. */
  readonly table: number;
  /** Blocks in a row and rows of them, whole units, and how many of them the picture has. */
  readonly columns: number;
  readonly rows: number;
  readonly shownColumns: number;
  readonly shownRows: number;
  /** The mean of each block. */
  readonly means: Int16Array;
  isRead: boolean;
}

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly isProgressive: boolean;
  readonly unitsAcross: number;
  readonly unitsDown: number;
  readonly components: readonly Component[];
}

const mostPoints = 100_000_000;

/** The frame of a picture; undefined for one that nobody takes photographs with. */
export function frameOf(data: Buffer, isProgressive: boolean): Frame | undefined {
  if (data.length < 6 || data[0] !== 8) return undefined;
  const [height, width, count] = [data.readUInt16BE(1), data.readUInt16BE(3), data[5] ?? 0];
  if (width * height < 1 || width * height > mostPoints) return undefined;
  if (![1, 3].includes(count) || data.length < 6 + 3 * count) return undefined;
  const told = Array.from({ length: count }, (_, at) => {
    const [id = 0, sampling = 0, table = 0] = data.subarray(6 + 3 * at);
    return { id, across: sampling >> 4, down: sampling & 15, table };
  });
  if (!told.every(({ across, down }) => isFactor(across) && isFactor(down))) return undefined;
  const most = (part: 'across' | 'down'): number => Math.max(...told.map((one) => one[part]));
  const [wide, high] = [most('across'), most('down')];
  const unitsAcross = Math.ceil(width / (8 * wide));
  const unitsDown = Math.ceil(height / (8 * high));
  const components = told.map((one): Component => {
    const [columns, rows] = [unitsAcross * one.across, unitsDown * one.down];
    return {
      ...one,
      columns,
      rows,
      shownColumns: Math.ceil((width * one.across) / wide / 8),
      shownRows: Math.ceil((height * one.down) / high / 8),
      means: new Int16Array(columns * rows),
      isRead: false,
    };
  });
  return { width, height, isProgressive, unitsAcross, unitsDown, components };
}

const isFactor = (factor: number): boolean => factor >= 1 && factor <= 4;

/** A Huffman code: how many bits of the input a value is behind, by the next 16 of them. */
export interface Code {
  /** By length: the first code of it, the place of its value, and the code behind the last one. */
  readonly first: Int32Array;
  readonly place: Int32Array;
  readonly end: Int32Array;
  readonly values: Uint8Array;
}

/** The codes that a segment defines, by class and number; undefined when it is spoiled. */
export function codesIn(data: Buffer): ReadonlyMap<number, Code> | undefined {
  const codes = new Map<number, Code>();
  for (let at = 0; at < data.length;) {
    const counts = data.subarray(at + 1, at + 17);
    const count = counts.reduce((sum, each) => sum + each, 0);
    if (counts.length < 16 || count > 256 || at + 17 + count > data.length) return undefined;
    codes.set(data[at] ?? 0, codeOf(counts, data.subarray(at + 17, at + 17 + count)));
    at += 17 + count;
  }
  return codes;
}

function codeOf(counts: Uint8Array, values: Uint8Array): Code {
  const [first, place, end] = [new Int32Array(17), new Int32Array(17), new Int32Array(17)];
  let [code, at] = [0, 0];
  for (const [before, count] of counts.entries()) {
    const length = before + 1;
    first[length] = code;
    place[length] = at;
    end[length] = code + count;
    code = (code + count) << 1;
    at += count;
  }
  return { first, place, end, values };
}

/** The first number of each table: all of it that the mean of a block needs. */
export function meansIn(data: Buffer): ReadonlyMap<number, number> {
  const tables = new Map<number, number>();
  for (let at = 0; at + 64 < data.length;) {
    const told = data[at] ?? 0;
    const isWide = told >> 4 > 0;
    if (isWide && at + 128 >= data.length) break;
    tables.set(told & 15, isWide ? data.readUInt16BE(at + 1) : (data[at + 1] ?? 1));
    at += isWide ? 129 : 65;
  }
  return tables;
}

/** How the camera was held; upright when nobody says. */
export function orientationIn(data: Buffer): Orientation {
  if (data.toString('latin1', 0, 6) !== 'Exif\0\0') return 1;
  const tiff = data.subarray(6);
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number): number => {
    if (at + 2 > tiff.length) return 0;
    return isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  };
  const from = isLittle ? short(4) : short(6);
  const count = Math.min(short(from), 200);
  for (let entry = 0; entry < count; entry += 1) {
    const at = from + 2 + 12 * entry;
    const told = short(at + 8);
    if (short(at) === 0x112) return told >= 1 && told <= 8 ? told : 1;
  }
  return 1;
}
