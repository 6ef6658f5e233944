import type { Reader, Writer } from './cbor.ts';
import { Malformed } from './malformed.ts';

/**
 * A field is data: how it is read, how it is written, and `shape`, what it may hold. Types, parser,
 * PROTOCOL.md and fuzz cases are all derived from these values.
 */
export interface Field<T> {
  readonly shape: Shape;
  readonly read: (from: Reader) => T;
  readonly write: (to: Writer, value: T) => void;
}

export interface OptionalField<T> extends Field<T> {
  readonly optional: true;
}

export type Shape =
  | { readonly kind: 'uint'; readonly max: number }
  | { readonly kind: 'text'; readonly min: number; readonly max: number; readonly like?: RegExp }
  | { readonly kind: 'bytes'; readonly min: number; readonly max: number }
  | { readonly kind: 'flag' }
  | { readonly kind: 'oneOf'; readonly options: readonly string[] }
  | { readonly kind: 'list'; readonly item: Shape; readonly max: number }
  | { readonly kind: 'record'; readonly fields: Fields };

/** A field of whatever type: what comes out of it is unknown, and nothing may be put in. */
interface AnyField {
  readonly shape: Shape;
  readonly read: (from: Reader) => unknown;
  readonly write: (to: Writer, value: never) => void;
}
export type Fields = Readonly<Record<string, AnyField>>;
type ValueOf<F> = F extends { read: (from: Reader) => infer T } ? T : never;
type OptionalKeys<F> = { [K in keyof F]: F[K] extends { optional: true } ? K : never }[keyof F];
export type FromFields<F> = {
  readonly [K in Exclude<keyof F, OptionalKeys<F>>]: ValueOf<F[K]>;
} & { readonly [K in OptionalKeys<F>]?: ValueOf<F[K]> | undefined };

export const uint = (max: number): Field<number> => ({
  shape: { kind: 'uint', max },
  read: (from) => from.uint(max),
  write: (to, value) => to.uint(value),
});

/** Places in a log, and numbers of lines: 48 bits of them are bound to what is sealed. */
export const mostSeq = 2 ** 48 - 1;
export const seq = uint(mostSeq);

/** Text of at least one byte; `max` counts bytes of UTF-8. */
export const text = (max: number, min = 1): Field<string> => ({
  shape: { kind: 'text', min, max },
  read: (from) => from.text(min, max),
  write: (to, value) => to.text(value),
});

/** Text that must look like something, such as a name. */
export const textLike = (max: number, like: RegExp, what: string): Field<string> => ({
  shape: { kind: 'text', min: 1, max, like },
  read: (from) => {
    const value = from.text(1, max);
    if (!like.test(value)) throw new Malformed(what);
    return value;
  },
  write: (to, value) => to.text(value),
});

export const bytes = (min: number, max: number): Field<Uint8Array> => ({
  shape: { kind: 'bytes', min, max },
  read: (from) => from.bytes(min, max),
  write: (to, value) => to.bytes(value),
});

export const flag: Field<boolean> = {
  shape: { kind: 'flag' },
  read: (from) => from.flag(),
  write: (to, value) => to.flag(value),
};

export function oneOf<const L extends readonly string[]>(...options: L): Field<L[number]> {
  const longest = Math.max(...options.map((option) => option.length));
  return {
    shape: { kind: 'oneOf', options },
    read: (from) => {
      const value = from.text(1, longest);
      if (!options.includes(value)) throw new Malformed(options.join(' | '));
      return value;
    },
    write: (to, value) => to.text(value),
  };
}

export const list = <T>(item: Field<T>, max: number): Field<readonly T[]> => ({
  shape: { kind: 'list', item: item.shape, max },
  read: (from) => {
    const length = from.array(max);
    const all: T[] = [];
    for (let index = 0; index < length; index += 1) all.push(item.read(from));
    return all;
  },
  write: (to, values) => {
    to.array(values.length);
    for (const value of values) item.write(to, value);
  },
});

/** A field that was added later: it is not said to who speaks an older version, and may be missing. */
export const since = <T>(version: number, field: Field<T>): OptionalField<T> & Newer => ({
  ...field,
  optional: true,
  since: version,
});

export interface Newer {
  readonly since: number;
}

export const optional = <T>(field: Field<T>): OptionalField<T> => ({ ...field, optional: true });

/** A map whose keys are the fields' places, 1, 2, 3 …, ascending. Unknown and missing fields are refused. */
export function record<const F extends Fields>(fields: F): Field<FromFields<F>> {
  const body = recordBody(fields);
  return {
    shape: { kind: 'record', fields },
    read: (from) => body.read(from, from.map(body.size), {}) as FromFields<F>,
    write: (to, value) => {
      const given = value as Readonly<Record<string, unknown>>;
      to.map(body.count(given));
      body.write(to, given);
    },
  };
}

interface RecordBody {
  readonly size: number;
  /** Fields that are newer than `version` are neither counted nor written. */
  readonly count: (value: Readonly<Record<string, unknown>>, version?: number) => number;
  readonly read: (from: Reader, left: number, into: Record<string, unknown>) => object;
  readonly write: (to: Writer, value: Readonly<Record<string, unknown>>, version?: number) => void;
}

/** The inside of a record, shared with whole messages, which carry their type in front of it. */
export function recordBody(fields: Fields): RecordBody {
  const slots = Object.entries(fields).map(slotOf);

  return {
    size: slots.length,
    count(value, version = Infinity) {
      let count = 0;
      for (const { name, since: from } of slots)
        if (value[name] !== undefined && from <= version) count += 1;
      return count;
    },
    read(from, entries, into) {
      let left = entries;
      let key = left > 0 ? from.uint(255) : 0;
      for (const slot of slots) {
        if (key !== slot.key) {
          if (slot.required) throw new Malformed('a value', slot.name);
          continue;
        }
        into[slot.name] = readAt(slot.name, slot.field, from);
        left -= 1;
        key = left > 0 ? from.uint(255) : 0;
      }
      if (left > 0) throw new Malformed(`no field ${key} here`);
      return into;
    },
    write(to, value, version = Infinity) {
      for (const { name, key, field, since: from } of slots) {
        const given = value[name];
        if (given === undefined || from > version) continue;
        to.uint(key);
        field.write(to, given);
      }
    },
  };
}

const slotOf = ([name, field]: readonly [string, AnyField], index: number) => ({
  name,
  key: index + 1,
  field: field as Field<unknown>,
  required: !('optional' in field),
  since: 'since' in field ? Number(field.since) : 0,
});

function readAt(name: string, field: Field<unknown>, from: Reader): unknown {
  try {
    return field.read(from);
  } catch (fault) {
    throw fault instanceof Malformed ? fault.inside(name) : fault;
  }
}
