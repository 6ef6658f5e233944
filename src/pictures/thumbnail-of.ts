import { constants, open } from 'node:fs/promises';

import {
  encodeThumbnail,
  longestThumbnail,
  mostColours,
  thumbnailSize,
} from '../base/thumbnail.ts';
import { fewColours } from './few-colours.ts';
import { isJpeg, smallJpeg } from './jpeg.ts';
import { isPng, smallPng } from './png.ts';
import type { Sheet } from './sheet.ts';

/** What is larger has no small picture. */
const mostBytes = 48 * 1024 * 1024;

/** A small picture of a file that is a PNG or a JPEG, to be sent beside its name; undefined for all others. */
export async function thumbnailOf(path: string): Promise<Uint8Array | undefined> {
  try {
    const bytes = await bytesOf(path);
    const sheet = bytes && (await smallOf(bytes));
    return sheet && encoded(sheet);
  } catch (fault) {
    // It cannot be read, or is none: then there is no picture of it.
    if (fault instanceof Error) return undefined;
    throw fault;
  }
}

async function bytesOf(path: string): Promise<Uint8Array | undefined> {
  // What waits for somebody to write is not waited for.
  await using file = await opened(path);
  const { size } = await file.handle.stat();
  const head = Buffer.alloc(16);
  await file.handle.read(head, 0, head.length, 0);
  if (size > mostBytes || !(isPng(head) || isJpeg(head))) return undefined;
  const bytes = Buffer.alloc(size);
  const { bytesRead } = await file.handle.read(bytes, 0, size, 0);
  return bytes.subarray(0, bytesRead);
}

async function opened(path: string) {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  return { handle, [Symbol.asyncDispose]: () => handle.close() };
}

async function smallOf(bytes: Uint8Array): Promise<Sheet | undefined> {
  if (isPng(bytes)) return smallPng(bytes);
  return isJpeg(bytes) ? smallJpeg(bytes) : undefined;
}

/** As many colours as fit. */
function encoded(sheet: Sheet): Uint8Array {
  const { width, height } = sheet;
  const fits = thumbnailSize(width * height, mostColours) <= longestThumbnail;
  const few = fewColours(sheet.points(), fits ? mostColours : mostColours / 2);
  return encodeThumbnail({ width, height, ...few });
}
