import {
  type Code,
  codesIn,
  type Component,
  type Frame,
  frameOf,
  meansIn,
  orientationIn,
} from './jpeg-parts.ts';
import { readScan, type Scan } from './jpeg-scan.ts';
import { newSheet, type Orientation, type Rgba, type Sheet, stride } from './sheet.ts';

export const isJpeg = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff;

/** What is known of a picture so far. */
interface Reading {
  frame: Frame | undefined;
  orientation: Orientation;
  /** What an Adobe program said of its colours. */
  adobe: number | undefined;
  restart: number;
  readonly codes: Map<number, Code>;
  readonly tables: Map<number, number>;
}

/**
 * The small picture of a JPEG: a point for each block of eight by eight, which is its mean. What else is in
 * the blocks is passed over, so nothing is computed that a small picture does not show.
 */
export async function smallJpeg(bytes: Uint8Array): Promise<Sheet | undefined> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reading: Reading = {
    frame: undefined,
    orientation: 1,
    adobe: undefined,
    restart: 0,
    codes: new Map(),
    tables: new Map(),
  };
  for (let at = 2; at + 4 <= view.length && !isWhole(reading);) {
    const mark = view[at + 1] ?? 0;
    if (view[at] !== 0xff || mark === 0xff || mark < 0xc0) {
      at += 1;
      continue;
    }
    if (isBare(mark)) {
      at += 2;
      continue;
    }
    const end = at + 2 + view.readUInt16BE(at + 2);
    const data = view.subarray(at + 4, end);
    if (mark === 0xda) at = await scanned(reading, view, data, end);
    else if (!told(reading, mark, data)) return undefined;
    else at = end;
  }
  return drawn(reading);
}

/** Marks without anything behind them: begin, end, restarts. */
const isBare = (mark: number): boolean => mark >= 0xd0 && mark <= 0xd9;

const isWhole = ({ frame }: Reading): boolean =>
  frame?.components.every(({ isRead }) => isRead) ?? false;

/** False for a kind of picture that is not looked at. */
function told(reading: Reading, mark: number, data: Buffer): boolean {
  if (mark === 0xc4) return withCodes(reading, data);
  if (mark >= 0xc0 && mark <= 0xcf) return withFrame(reading, mark, data);
  aside[mark]?.(reading, data);
  return true;
}

function withCodes(reading: Reading, data: Buffer): boolean {
  const codes = codesIn(data);
  for (const [number, code] of codes ?? []) reading.codes.set(number, code);
  return codes !== undefined;
}

/** Pictures that are coded otherwise are not looked at. */
function withFrame(reading: Reading, mark: number, data: Buffer): boolean {
  if (reading.frame || mark > 0xc2) return false;
  reading.frame = frameOf(data, mark === 0xc2);
  return reading.frame !== undefined;
}

/** Segments without which there would be a picture, too. */
const aside: Readonly<Record<number, ((reading: Reading, data: Buffer) => void) | undefined>> = {
  0xdb(reading, data) {
    for (const [table, first] of meansIn(data)) reading.tables.set(table, first);
  },
  0xdd(reading, data) {
    if (data.length >= 2) reading.restart = data.readUInt16BE(0);
  },
  0xe1(reading, data) {
    if (reading.orientation === 1) reading.orientation = orientationIn(data);
  },
  0xee(reading, data) {
    if (data.toString('latin1', 0, 5) === 'Adobe') reading.adobe = data[11];
  },
};

/** Reads a scan that holds means; another one is passed by. Answers where it ended. */
async function scanned(
  reading: Reading,
  bytes: Buffer,
  data: Buffer,
  from: number,
): Promise<number> {
  const scan = scanOf(reading, data);
  if (!scan) return from;
  const end = await readScan(bytes, from, scan);
  for (const { component } of scan.parts) component.isRead = true;
  return end;
}

function scanOf(reading: Reading, data: Buffer): Scan | undefined {
  const { frame, restart } = reading;
  const count = data[0] ?? 0;
  if (!frame || count < 1 || count > 3 || data.length < 4 + 2 * count) return undefined;
  const shift = frame.isProgressive ? shiftOf(data.subarray(1 + 2 * count)) : 0;
  if (shift === undefined) return undefined;
  const parts = Array.from({ length: count }, (_, at) =>
    partOf(reading, frame, data.subarray(1 + 2 * at)),
  );
  const known = parts.filter((part) => part !== undefined);
  if (known.length < count) return undefined;
  return { frame, parts: known, shift, restart };
}

/** How many bits a first scan of means leaves out; undefined for any other scan. */
const shiftOf = ([first = 1, , steps = 0]: Buffer): number | undefined =>
  first === 0 && steps >> 4 === 0 ? steps & 15 : undefined;

function partOf({ codes }: Reading, frame: Frame, [id, tables = 0]: Buffer) {
  const component = frame.components.find((one) => one.id === id);
  const dc = codes.get(tables >> 4);
  const ac = frame.isProgressive ? undefined : codes.get(0x10 | (tables & 15));
  if (!component || !dc) return undefined;
  return ac || frame.isProgressive ? { component, dc, ac } : undefined;
}

function drawn(reading: Reading): Sheet | undefined {
  const { frame, orientation } = reading;
  if (!frame || !isWhole(reading)) return undefined;
  const [across, down] = [Math.ceil(frame.width / 8), Math.ceil(frame.height / 8)];
  const sheet = newSheet(across, down, orientation);
  const colour = colourIn(reading);
  const parts = frame.components.map((component) => meanAt(reading, component, { across, down }));
  for (let y = 0; y < down; y += stride(down))
    for (let x = 0; x < across; x += stride(across))
      sheet.add(x, y, colour(parts.map((part) => part(x, y))));
  return sheet;
}

interface Extent {
  readonly across: number;
  readonly down: number;
}

/** Some colours have fewer blocks than the picture has. */
function meanAt({ tables }: Reading, component: Component, { across, down }: Extent) {
  const { shownColumns, shownRows, columns, means, table } = component;
  const by = (tables.get(table) ?? 1) / 8;
  return (x: number, y: number): number => {
    const column = Math.floor((x * shownColumns) / across);
    const row = Math.floor((y * shownRows) / down);
    return (means[row * columns + column] ?? 0) * by + 128;
  };
}

type Colour = (parts: readonly number[]) => Rgba;

/** How the parts of a point become its colour. */
function colourIn({ frame, adobe }: Reading): Colour {
  if (frame?.components.length === 1)
    return ([grey = 0]) => [byte(grey), byte(grey), byte(grey), 255];
  if (adobe === 0)
    return ([red = 0, green = 0, blue = 0]) => [byte(red), byte(green), byte(blue), 255];
  return ([light = 0, blue = 0, red = 0]) => [
    byte(light + 1.402 * (red - 128)),
    byte(light - 0.344_14 * (blue - 128) - 0.714_14 * (red - 128)),
    byte(light + 1.772 * (blue - 128)),
    255,
  ];
}

const byte = (value: number): number => Math.max(0, Math.min(255, Math.round(value)));
