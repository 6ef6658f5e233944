/**
 * How large a file is once it is sealed, which both sides have to agree on: plain chunks of one size, the last
 * one shorter (and one that is empty, of an empty file); each sealed one begins with a salt and ends with a tag,
 * and the last one holds the root of the file's hash tree as well.
 */
export const chunkSize = 256 * 1024;
const saltAndTag = 32;
const root = 32;

/** What a whole chunk takes sealed, and so where each begins; the last one may have as much as its root more. */
export const sealedChunk = chunkSize + saltAndTag;
export const largestChunk = sealedChunk + root;

/** Bytes of the largest file, sealed: as many as chunks can be numbered in 32 bits are more. */
export const largestFile = 2 ** 48 - 1;

export const chunksIn = (size: number): number => Math.max(1, Math.ceil(size / chunkSize));

export const sealedSize = (size: number): number => size + root + chunksIn(size) * saltAndTag;

/** The inverse; undefined for what no file has sealed. */
export function plainSize(sealed: number): number | undefined {
  const size = sealed - root - chunksInSealed(sealed) * saltAndTag;
  return size >= 0 && sealedSize(size) === sealed ? size : undefined;
}

/** How many chunks a file of this sealed size has. */
export const chunksInSealed = (sealed: number): number =>
  Math.max(1, Math.ceil((sealed - root) / sealedChunk));

/** How long the sealed chunk at a place is, in a file of this sealed size. */
export const chunkLength = (sealed: number, index: number): number =>
  index < chunksInSealed(sealed) - 1 ? sealedChunk : sealed - index * sealedChunk;
