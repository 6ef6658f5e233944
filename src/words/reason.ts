import { reasons } from './en/reasons.ts';

export type Reasons = typeof reasons;

/**
 * Why something did not work, as data: the key of its sentence in the table of words, and what stands in
 * it. It crosses threads and processes, and is put into words where somebody reads it, in their language.
 */
export type Reason = {
  readonly [K in keyof Reasons]: Reasons[K] extends (...values: infer V) => string
    ? readonly [K, ...Values<V>]
    : readonly [K];
}[keyof Reasons];

/** In the place of a text may stand another reason. */
type Values<V extends readonly unknown[]> = {
  readonly [I in keyof V]: string extends V[I] ? V[I] | Inner : V[I];
};
interface Inner {
  readonly because: Reason;
}

/** The sentence. What another version of pychat says, and is not known here, is shown by its key. */
export function inWords(table: Reasons, [key, ...values]: Reason): string {
  const found = Object.hasOwn(table, key) ? table[key] : key;
  if (typeof found === 'string') return found;
  const say = found as (...values: readonly unknown[]) => string;
  return say(...values.map((value) => (isInner(value) ? inWords(table, value.because) : value)));
}

const isInner = (value: unknown): value is Inner =>
  typeof value === 'object' && value !== null && 'because' in value;

/** In English, as programs and logs have it. */
export const inEnglish = (reason: Reason): string => inWords(reasons, reason);

/** Why something failed: in English, and as data to be worded in any language. */
export interface Why {
  readonly why: string;
  readonly reason: Reason;
}

export const whyOf = (reason: Reason): Why => ({ why: inEnglish(reason), reason });

/** Something that can happen, and that a person is told of; not a bug. */
export class Trouble extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, options?: ErrorOptions) {
    super(inEnglish(reason), options);
    this.reason = reason;
  }
}

/** Of whatever was thrown. */
export const reasonOf = (failure: unknown): Reason =>
  failure instanceof Trouble
    ? failure.reason
    : ['other', failure instanceof Error ? failure.message : String(failure)];
