import { Reader, Writer } from './cbor.ts';
import { bytes, flag, type FromFields, list, optional, record, text } from './fields.ts';

/** What the content of a `file` line says beside its name: for those who can read the line alone. */
const fields = {
  key: bytes(32, 32),
  /** It is the archive of a folder. */
  folder: optional(flag),
  /** A small picture of it. */
  preview: optional(bytes(1, 3072)),
  /** Where its sender listens for those who are near: `ip:port`. */
  direct: optional(list(text(64), 8)),
};
const rest = record(fields);
export type FileRest = FromFields<typeof fields>;

const writer = new Writer();

export function encodeFileRest(value: FileRest): Buffer {
  try {
    rest.write(writer, value);
    return writer.take(0);
  } catch (bug) {
    writer.clear();
    throw bug;
  }
}

/** Throws `Malformed` on junk. */
export function parseFileRest(body: Uint8Array): FileRest {
  const from = new Reader(Buffer.from(body));
  const value = rest.read(from);
  from.end();
  return value;
}
