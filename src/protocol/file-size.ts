/** Plain bytes of every chunk of a file but the last. */
export const chunkSize = 256 * 1024;
/** What sealing adds to each chunk: its salt in front, its tag behind. */
export const sealOfChunk = 16 + 16;
/** The root of the tree over all chunks, sealed with the last one. */
export const rootSize = 32;
/** The longest sealed chunk: a whole one that is the last. */
export const longestChunk = chunkSize + sealOfChunk + rootSize;
/** The largest file: the index of a chunk has four bytes. */
export const largestFile = (2 ** 32 - 1) * chunkSize;

/** Also an empty file has one. */
export const chunksOf = (size: number): number => Math.max(1, Math.ceil(size / chunkSize));

/** Bytes of a file on its way and on the nuvem. */
export const sealedSize = (size: number): number => size + rootSize + chunksOf(size) * sealOfChunk;

/** The file that has this size when it is sealed; undefined where no file has. */
export function plainSize(sealed: number): number | undefined {
  const least = sealOfChunk + rootSize;
  if (!Number.isSafeInteger(sealed) || sealed < least) return undefined;
  const chunks = Math.max(1, Math.ceil((sealed - least) / (chunkSize + sealOfChunk)));
  const size = sealed - rootSize - chunks * sealOfChunk;
  return size <= largestFile && sealedSize(size) === sealed ? size : undefined;
}

/** Where a sealed chunk begins; that of a whole file's end is none. */
export const chunkStart = (index: number): number => index * (chunkSize + sealOfChunk);

/** Bytes of one sealed chunk of a file of this plain size. */
export function chunkLength(size: number, index: number): number {
  const isLast = index === chunksOf(size) - 1;
  return isLast ? sealedSize(size) - chunkStart(index) : chunkSize + sealOfChunk;
}
