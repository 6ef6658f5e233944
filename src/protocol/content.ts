import { Reader, Writer } from './cbor.ts';
import {
  bytes,
  type Field,
  flag,
  type FromFields,
  list,
  oneOf,
  optional,
  record,
  seq,
  text,
} from './fields.ts';
import { Malformed } from './malformed.ts';

/** The longest text of one line; what is longer is offered as a file. */
export const longestText = 128 * 1024;

/** What a group may be called. */
export const longestName = 64;
export const longestTopic = 512;

const id = bytes(16, 16);
const name = text(32);

/**
 * What may stand inside a line's body, sealed or not: one kind a row. The nuvem looks into none of them;
 * the one it writes itself is `notice`. Unknown kinds are kept and shown as "a newer kind of message".
 */
export const contentKinds = {
  text: { id: 1, fields: record({ text: text(longestText) }) },
  reply: { id: 2, fields: record({ text: text(longestText), to: seq }) },
  edit: { id: 3, fields: record({ text: text(longestText), of: seq }) },
  delete: { id: 4, fields: record({ of: seq }) },
  react: { id: 5, fields: record({ of: seq, with: text(32), on: flag }) },
  me: { id: 6, fields: record({ text: text(longestText) }) },
  file: {
    id: 7,
    fields: record({
      file: id,
      name: text(255),
      size: seq,
      type: text(128, 0),
      rest: optional(bytes(0, 4096)),
    }),
  },
  call: { id: 8, fields: record({ call: id, state: text(32) }) },
  notice: {
    id: 9,
    fields: record({
      change: oneOf(
        'joined',
        'left',
        'added',
        'removed',
        'banned',
        'role',
        'topic',
        'name',
        'line-removed',
        'leaving',
      ),
      names: list(name, 1000),
      by: name,
      text: optional(text(512, 0)),
    }),
  },
  /**
   * What a group is called from here on, for its members only. With `at` nobody changes it: somebody tells what it
   * was called as of that entry.
   */
  about: {
    id: 10,
    fields: record({
      name: optional(text(longestName)),
      topic: optional(text(longestTopic, 0)),
      at: optional(seq),
    }),
  },
} as const;

type Kinds = typeof contentKinds;
export type ContentKind = keyof Kinds;
type ValueOf<F> = F extends Field<infer T> ? T : never;
export type Content = {
  [K in ContentKind]: { readonly kind: K } & ValueOf<Kinds[K]['fields']>;
}[ContentKind];
/** What came from a program newer than this one. */
export interface NewerContent {
  readonly kind: 'newer';
}

const byId = new Map<number, { readonly kind: string; readonly field: Field<unknown> }>(
  Object.entries(contentKinds).map(([kind, row]) => [
    row.id,
    { kind, field: row.fields as Field<unknown> },
  ]),
);
const writer = new Writer();

export function encodeContent(content: Content): Buffer {
  const row = contentKinds[content.kind];
  try {
    writer.array(2);
    writer.uint(row.id);
    (row.fields as Field<unknown>).write(writer, content);
    return writer.take(0);
  } catch (bug) {
    writer.clear();
    throw bug;
  }
}

/** Throws `Malformed` on junk; a kind that is not known yet is no junk. */
export function parseContent(body: Uint8Array): Content | NewerContent {
  const from = new Reader(
    Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength),
  );
  if (from.array(2) !== 2) throw new Malformed('a kind and its fields');
  const row = byId.get(from.uint(0xffff));
  if (!row) return { kind: 'newer' };
  const fields = row.field.read(from) as FromFields<object>;
  from.end();
  return { kind: row.kind, ...fields } as Content;
}
