import { type Body, chained, digestOf, type Mark } from './body.ts';

/** What the nuvem seems to have done with the log. */
export type Suspicion =
  /** Messages of this device are missing before this one. */
  | { readonly kind: 'missing'; readonly count: number }
  /** A message came once more, or behind a later one. */
  | { readonly kind: 'moved' }
  /** Its author has read another log than this device. */
  | { readonly kind: 'forked'; readonly seq: number };

/** What is remembered of a room's log to notice it, written as the log is read. Part of the step that stores the entry. */
export interface Witness {
  /** The last entry of the log that was read, or the one of the commit that let this device in. */
  seq: number;
  /** The latest marks, newest last. None while this device, let in later, has heard of no mark. */
  recent: Mark[];
  /** The latest entries until then, to lead on from the first mark that is heard of: their digests. */
  digests: Mark[];
  /** The last count of each device, by its key in hex; 0 of one who has said nothing since it is in the room. */
  readonly counts: Map<string, number>;
  /** What was swept, and whose lines may have been among it: their last count before. */
  readonly swept: Swept;
}

interface Swept {
  /** So many entries, less those that are known to have been lines. */
  places: number;
  readonly counts: Map<string, number>;
}

const nothingSwept = (): Swept => ({ places: 0, counts: new Map() });

/** Authors are seldom further behind than this; of those who are, only the counts are checked. */
const kept = 1024;
/** So many are remembered across a restart: a mark covers all before it, so a later one tells as much. */
const keptOnDisk = 16;
const mostDigests = 100;

/** A room that begins here begins its log with nothing read. */
export const atBeginning = (): Witness => ({
  seq: 0,
  recent: [{ seq: 0, hash: new Uint8Array(32) }],
  digests: [],
  counts: new Map(),
  swept: nothingSwept(),
});

/** Let in by the entry `seq`; `mark` is the one there, when that is known. */
export const letInAt = (seq: number, mark?: Mark): Witness => ({
  seq,
  recent: mark ? [mark] : [],
  digests: mark ? [] : [{ seq, hash: new Uint8Array(32) }],
  counts: new Map(),
  swept: nothingSwept(),
});

export const copyOf = ({ seq, recent, digests, counts, swept }: Witness): Witness => ({
  seq,
  recent: [...recent],
  digests: [...digests],
  counts: new Map(counts),
  swept: { places: swept.places, counts: new Map(swept.counts) },
});

/** How far the log was read, and what. */
export const markOf = ({ recent }: Witness): Mark | undefined => recent.at(-1);

/** An entry of the log, commit or message, in its order. */
export function passed(witness: Witness, seq: number, wire: Uint8Array): void {
  witness.seq = seq;
  const entry = { seq, hash: digestOf(wire) };
  const last = markOf(witness);
  if (last) witness.recent.push(chained(last.hash, entry));
  else witness.digests.push(entry);
  if (witness.recent.length >= 2 * kept) witness.recent = witness.recent.slice(-kept);
  if (witness.digests.length > mostDigests) witness.digests.shift();
}

/**
 * These entries are swept, as they may be: what is known begins anew, as for who was let in there. Of each
 * other author as many lines may be missing, once, as there were entries.
 */
export function sweep(
  witness: Witness,
  { from, to: seq }: { readonly from: number; readonly to: number },
  own: Uint8Array,
): void {
  const { counts, swept } = witness;
  if (seq <= witness.seq) return;
  const mine = hexOf(own);
  swept.places += seq - from + 1;
  for (const [author, count] of counts) if (author !== mine) swept.counts.set(author, count);
  for (const author of swept.counts.keys()) counts.delete(author);
  witness.seq = seq;
  witness.recent = [];
  witness.digests = [{ seq, hash: new Uint8Array(32) }];
}

/** Who comes, or came anew, has said nothing yet. */
export function counted({ counts, swept }: Witness, key: Uint8Array): void {
  counts.set(hexOf(key), 0);
  swept.counts.delete(hexOf(key));
}

/** Who was taken out says no more. */
export function discounted({ counts, swept }: Witness, key: Uint8Array): void {
  counts.delete(hexOf(key));
  swept.counts.delete(hexOf(key));
}

/** What a message tells about the log. Before its own entry is passed. */
export function heard(
  witness: Witness,
  key: Uint8Array,
  { count, mark }: Body,
): readonly Suspicion[] {
  const author = hexOf(key);
  const last = lastOf(witness, author);
  const suspicions: Suspicion[] = [];
  if (last !== undefined && count <= last) suspicions.push({ kind: 'moved' });
  const missing = count - (last ?? count) - 1 - sweptOf(witness, author, count);
  if (missing > 0) suspicions.push({ kind: 'missing', count: missing });
  witness.counts.set(author, Math.max(count, last ?? 0));
  if (mark && !agrees(witness, mark)) suspicions.push({ kind: 'forked', seq: mark.seq });
  return suspicions;
}

const lastOf = ({ counts, swept }: Witness, author: string): number | undefined =>
  counts.get(author) ?? swept.counts.get(author);

/** How many lines before that one are swept: once for each author, and of all no more than were swept. */
function sweptOf({ swept }: Witness, author: string, count: number): number {
  const last = swept.counts.get(author);
  if (last === undefined) return 0;
  swept.counts.delete(author);
  const lines = Math.min(swept.places, Math.max(0, count - last - 1));
  swept.places -= lines;
  return lines;
}

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Of marks in their order. Authors who say much at once are hundreds behind. */
function lastUpTo(marks: readonly Mark[], seq: number): Mark | undefined {
  let [from, to] = [0, marks.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((marks[middle]?.seq ?? 0) <= seq) from = middle + 1;
    else to = middle;
  }
  return marks[from - 1];
}

/** Whether its author has read what was read here, up to its mark. Only where both are known, and not merely believed. */
export const confirms = ({ recent }: Witness, { seq, hash }: Mark): boolean => {
  const own = lastUpTo(recent, seq);
  return own?.seq === seq && Buffer.compare(own.hash, hash) === 0;
};

/** A mark of a time that is remembered here is one of the marks here. */
function agrees(witness: Witness, mark: Mark): boolean {
  const { recent, digests } = witness;
  const known = recent.length > 0 ? recent : digests;
  const [oldest] = known;
  if (!oldest || mark.seq < oldest.seq) return true;
  const own = lastUpTo(known, mark.seq);
  if (own?.seq !== mark.seq) return false;
  if (recent.length > 0) return Buffer.compare(own.hash, mark.hash) === 0;
  lead(witness, mark);
  return true;
}

/** The first mark that is heard of is believed: from there on this device knows, and others have to agree. */
function lead(witness: Witness, mark: Mark): void {
  let last = mark;
  witness.recent = [mark];
  for (const entry of witness.digests) {
    if (entry.seq <= mark.seq) continue;
    last = chained(last.hash, entry);
    witness.recent.push(last);
  }
  witness.digests = [];
}

const hashLength = 32;
const markLength = 6 + hashLength;

/** All but the counts, which have rows of their own. */
export function witnessBytes({ seq, recent, digests, swept }: Witness): Uint8Array {
  const marks = [...recent.slice(-keptOnDisk), ...digests];
  const end = 8 + marks.length * markLength;
  const bytes = Buffer.alloc(end + (swept.places > 0 ? 6 : 0));
  if (swept.places > 0) bytes.writeUIntBE(swept.places, end, 6);
  bytes.writeUIntBE(seq, 0, 6);
  bytes.writeUInt16BE(digests.length, 6);
  for (const [n, mark] of marks.entries()) {
    bytes.writeUIntBE(mark.seq, 8 + n * markLength, 6);
    bytes.set(mark.hash, 8 + n * markLength + 6);
  }
  return bytes;
}

/** Of authors who were not heard since lines were swept, `swept` has the counts. */
export function witnessIn(
  saved: Uint8Array,
  counts: Map<string, number>,
  swept: Map<string, number>,
): Witness {
  const bytes = Buffer.from(saved);
  const all = Math.floor((bytes.length - 8) / markLength);
  const end = 8 + all * markLength;
  const marks = Array.from({ length: all }, (_, n): Mark => {
    const at = 8 + n * markLength;
    return {
      seq: bytes.readUIntBE(at, 6),
      hash: new Uint8Array(bytes.subarray(at + 6, at + markLength)),
    };
  });
  const recent = all - bytes.readUInt16BE(6);
  return {
    seq: bytes.readUIntBE(0, 6),
    recent: marks.slice(0, recent),
    digests: marks.slice(recent),
    counts,
    swept: { places: end < bytes.length ? bytes.readUIntBE(end, 6) : 0, counts: swept },
  };
}
