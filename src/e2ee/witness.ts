import { type Body, type Mark, marked } from './body.ts';

/** What the nuvem seems to have done with the log. */
export type Suspicion =
  /** Messages of this device are missing before this one. */
  | { readonly kind: 'missing'; readonly count: number }
  /** A message came once more, or behind a later one. */
  | { readonly kind: 'moved' }
  /** Its author has read another log than this device. */
  | { readonly kind: 'forked'; readonly seq: number };

/** What is remembered of a room to notice it. Part of the step that stores the entry. */
export interface Witness {
  readonly mark: Mark | undefined;
  /** The latest marks, newest last. */
  readonly recent: readonly Mark[];
  /** The last count of each device, by its key in hex. */
  readonly counts: ReadonlyMap<string, number>;
}

export const newWitness = (): Witness => ({ mark: undefined, recent: [], counts: new Map() });

/** Authors are seldom further behind than this; of those who are, only the counts are checked. */
const kept = 1024;

/** An entry of the log, commit or message, in its order. The mark it leads to is kept. */
export function passed(witness: Witness, seq: number, wire: Uint8Array): Witness {
  const { mark, recent } = witness;
  if (!mark) return witness;
  const next = marked(mark.hash, seq, wire);
  return { ...witness, mark: next, recent: [...recent.slice(1 - kept), next] };
}

/** A room that begins here begins its log with nothing read. */
export const atBeginning = (): Witness => {
  const mark = { seq: 0, hash: new Uint8Array(32) };
  return { ...newWitness(), mark, recent: [mark] };
};

export interface Heard {
  readonly witness: Witness;
  readonly suspicions: readonly Suspicion[];
}

/** What a message tells about the log. Before its own entry is passed. */
export function heard(witness: Witness, key: Uint8Array, { count, mark }: Body): Heard {
  const author = Buffer.from(key).toString('hex');
  const last = witness.counts.get(author);
  const suspicions: Suspicion[] = [];
  if (last !== undefined && count <= last) suspicions.push({ kind: 'moved' });
  if (last !== undefined && count > last + 1)
    suspicions.push({ kind: 'missing', count: count - last - 1 });
  const own = mark && witness.recent.find(({ seq }) => seq === mark.seq);
  if (mark && own && Buffer.compare(own.hash, mark.hash) !== 0)
    suspicions.push({ kind: 'forked', seq: mark.seq });
  const counts = new Map(witness.counts).set(author, Math.max(count, last ?? 0));
  return { witness: { ...witness, counts }, suspicions };
}
