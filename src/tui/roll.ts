/**
 * A list of any length that is never copied as a whole: one more at its end, or another in the place of
 * one, costs the same in a list of a thousand and of a million. What was made of it before stays as it was.
 */
export interface Roll<T> extends Iterable<T> {
  readonly length: number;
  /** As of an array: from the end when less than zero. */
  readonly at: (index: number) => T | undefined;
  readonly append: (item: T) => Roll<T>;
  readonly with: (index: number, item: T) => Roll<T>;
  /** Without so many at its end. */
  readonly dropLast: (count: number) => Roll<T>;
  readonly slice: (from?: number, to?: number) => T[];
  readonly findLastIndex: (fits: (item: T) => boolean) => number;
  readonly findLast: (fits: (item: T) => boolean) => T | undefined;
}

/** What is in a piece of the list. */
const pieceSize = 512;

/** The list of those items. */
export function rollOf<T>(items: Iterable<T> = []): Roll<T> {
  const all = [...items];
  const pieces: T[][] = [];
  for (let at = 0; at + pieceSize <= all.length; at += pieceSize)
    pieces.push(all.slice(at, at + pieceSize));
  return new Pieces(pieces, all.slice(pieces.length * pieceSize), all.length);
}

/** A class, as a method on each of a million lists would cost more than the lists. */
class Pieces<T> implements Roll<T> {
  readonly length: number;
  private readonly full: readonly (readonly T[])[];
  /** Lists that grew from this one write behind what belongs to it; who comes second makes a copy. */
  private readonly tail: T[];

  constructor(full: readonly (readonly T[])[], tail: T[], length: number) {
    this.full = full;
    this.tail = tail;
    this.length = length;
  }

  at(index: number): T | undefined {
    const at = index < 0 ? this.length + index : index;
    if (at < 0 || at >= this.length) return undefined;
    const piece = Math.floor(at / pieceSize);
    return (this.full[piece] ?? this.tail)[at % pieceSize];
  }

  append(item: T): Roll<T> {
    const used = this.length - this.full.length * pieceSize;
    const tail = this.tail.length === used ? this.tail : this.tail.slice(0, used);
    tail.push(item);
    if (used + 1 < pieceSize) return new Pieces(this.full, tail, this.length + 1);
    return new Pieces([...this.full, tail], [], this.length + 1);
  }

  with(index: number, item: T): Roll<T> {
    const at = index < 0 ? this.length + index : index;
    const number = Math.floor(at / pieceSize);
    const from = number * pieceSize;
    const piece = this.slice(from, from + pieceSize);
    piece[at - from] = item;
    if (number === this.full.length) return new Pieces(this.full, piece, this.length);
    return new Pieces(this.full.with(number, piece), this.tail, this.length);
  }

  dropLast(count: number): Roll<T> {
    const length = Math.max(0, this.length - count);
    const pieces = Math.floor(length / pieceSize);
    if (pieces === this.full.length) return new Pieces(this.full, this.tail, length);
    return new Pieces(this.full.slice(0, pieces), this.slice(pieces * pieceSize, length), length);
  }

  slice(from = 0, to = this.length): T[] {
    const first = Math.max(0, from < 0 ? this.length + from : from);
    const end = Math.min(this.length, to);
    const found: T[] = [];
    for (let at = first; at < end;) {
      const start = Math.floor(at / pieceSize) * pieceSize;
      const piece = this.full[start / pieceSize] ?? this.tail;
      for (const item of piece.slice(at - start, end - start)) found.push(item);
      at = start + pieceSize;
    }
    return found;
  }

  findLastIndex(fits: (item: T) => boolean): number {
    for (let at = this.length - 1; at >= 0; at -= 1) if (fits(this.at(at) as T)) return at;
    return -1;
  }

  findLast(fits: (item: T) => boolean): T | undefined {
    const at = this.findLastIndex(fits);
    return at < 0 ? undefined : this.at(at);
  }

  *[Symbol.iterator](): Iterator<T> {
    for (let at = 0; at < this.length; at += 1) yield this.at(at) as T;
  }
}
