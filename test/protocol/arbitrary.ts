import { encode as loosely } from 'cborg';
import fc from 'fast-check';

import type { Fields, Shape } from '../../src/protocol/fields.ts';

/** Values of a shape, derived from what the shape says. */
export function valueOf(shape: Shape): fc.Arbitrary<unknown> {
  switch (shape.kind) {
    case 'uint':
      return fc.oneof(
        fc.maxSafeNat().map((value) => value % (shape.max + 1)),
        edges(shape.max),
      );
    case 'text':
      return textOf(shape);
    case 'bytes':
      return fc.uint8Array({
        minLength: shape.min,
        maxLength: Math.min(shape.max, shape.min + 40),
      });
    case 'flag':
      return fc.boolean();
    case 'oneOf':
      return fc.constantFrom(...shape.options);
    case 'list':
      return fc.array(valueOf(shape.item), { maxLength: Math.min(shape.max, 5) });
    case 'record':
      return valuesOf(shape.fields);
  }
}

export function valuesOf(fields: Fields): fc.Arbitrary<Record<string, unknown>> {
  const names = Object.keys(fields);
  const model = Object.fromEntries(names.map((name) => [name, valueOf(fields[name]!.shape)]));
  const requiredKeys = names.filter((name) => !isOptional(fields, name));
  return fc.record(model, { requiredKeys, noNullPrototype: true });
}

export const isOptional = (fields: Fields, name: string): boolean => 'optional' in fields[name]!;

const edges = (max: number): fc.Arbitrary<number> =>
  fc
    .constantFrom(0, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, max)
    .map((value) => Math.min(value, max));

function textOf(shape: Shape & { kind: 'text' }): fc.Arbitrary<string> {
  const { like, min, max } = shape;
  if (like) return fc.stringMatching(like).map((text) => text.slice(0, max));
  const maxLength = Math.max(min, Math.min(40, Math.floor(max / 4)));
  return fc.string({ unit: 'binary', minLength: min, maxLength });
}

/** A value as the wire has it: records are maps from a field's place to its value. */
export function wired(shape: Shape, value: unknown): unknown {
  if (shape.kind === 'record') return wiredFields(shape.fields, value as object);
  if (shape.kind === 'list')
    return (value as readonly unknown[]).map((item) => wired(shape.item, item));
  return value;
}

export function wiredFields(fields: Fields, value: object): Map<number, unknown> {
  const given = value as Readonly<Record<string, unknown>>;
  const pairs = Object.entries(fields).map(
    ([name, field], index) =>
      [index + 1, given[name] === undefined ? undefined : wired(field.shape, given[name])] as const,
  );
  return new Map(pairs.filter(([, found]) => found !== undefined));
}

/** Encodes whatever it is given, by another program and in the given order of keys. */
export const raw = (value: unknown): Buffer =>
  Buffer.from(loosely(value, { mapSorter: () => 0, float64: true }));

/** Values that a shape must refuse, each with the reason. */
export function strangers(shape: Shape): readonly (readonly [string, unknown])[] {
  const wrongTypes: readonly (readonly [string, unknown])[] = [
    ['null', null],
    ['a float', 1.5],
    ['a negative number', -1],
    ...(shape.kind === 'uint' ? [] : [['a number', 7] as const]),
    ...(shape.kind === 'text' || shape.kind === 'oneOf' ? [] : [['text', 'seven'] as const]),
    ...(shape.kind === 'bytes' ? [] : [['bytes', new Uint8Array(shape.kind.length)] as const]),
    ...(shape.kind === 'flag' ? [] : [['true', true] as const]),
    ...(shape.kind === 'list' ? [] : [['a list', [1]] as const]),
    ...(shape.kind === 'record' ? [] : [['a map', new Map([[1, 1]])] as const]),
  ];
  return [...wrongTypes, ...outside(shape)];
}

/** Values of the right type that are too small, too large, or look wrong. */
function outside(shape: Shape): readonly (readonly [string, unknown])[] {
  switch (shape.kind) {
    case 'uint':
      // The largest number of all has no larger one but those that CBOR has and the wire has not.
      return [['too large a number', BigInt(shape.max) + 1n]];
    case 'text':
      return outsideText(shape);
    case 'bytes':
      return [['too many bytes', new Uint8Array(shape.max + 1)], ...tooFew(shape.min)];
    case 'oneOf':
      return ['toString', ''].map((word) => [`the word "${word}"`, word]);
    case 'list':
      return [['too long a list', Array.from({ length: shape.max + 1 }, () => 0)]];
    case 'flag':
    case 'record':
      return [];
  }
}

function outsideText({ min, max, like }: Shape & { kind: 'text' }): [string, unknown][] {
  const found: [string, unknown][] = [
    ['too long a text', 'a'.repeat(max + 1)],
    ['a text too long in bytes', 'é'.repeat(Math.floor(max / 2) + 1)],
  ];
  if (min > 0) found.push(['an empty text', '']);
  if (like) found.push(['a text that looks wrong', 'A b']);
  return found;
}

const tooFew = (min: number): [string, unknown][] =>
  min > 0 ? [['too few bytes', new Uint8Array(min - 1)]] : [];
