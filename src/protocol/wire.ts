import { Reader, Writer } from './cbor.ts';
import { recordBody } from './fields.ts';
import { type Frame, frameOf, headSize } from './frames.ts';
import { Malformed } from './malformed.ts';
import { type Message, messages, type Row, type Type } from './messages.ts';

interface Codec {
  readonly type: Type;
  readonly id: number;
  readonly body: ReturnType<typeof recordBody>;
}

const codecs = new Map<string, Codec>();
const byId = new Map<number, Codec>();
for (const [type, row] of Object.entries<Row>(messages)) {
  const codec = { type: type as Type, id: row.id, body: recordBody(row.fields) };
  codecs.set(type, codec);
  byId.set(row.id, codec);
}

const writer = new Writer();

/**
 * Encode once, write to many: fan-out passes frames, never messages. To who speaks an older version the
 * fields that are newer are not said.
 */
export function encode(message: Message, version?: number): Frame {
  const codec = codecs.get(message.type) as Codec;
  const fields = message as unknown as Readonly<Record<string, unknown>>;
  try {
    writer.map(codec.body.count(fields, version) + 1);
    writer.uint(0);
    writer.uint(codec.id);
    codec.body.write(writer, fields, version);
    return frameOf(writer.take(headSize));
  } catch (bug) {
    writer.clear();
    throw bug;
  }
}

/** The only door through which bytes become messages. Throws `Malformed`. Byte fields are views: copy what you keep. */
export function parseMessage(frameBody: Buffer): Message {
  const from = new Reader(frameBody);
  const entries = from.map(64);
  if (entries === 0 || from.uint(255) !== 0) throw new Malformed('a type first');
  const codec = byId.get(from.uint(255));
  if (!codec) throw new Malformed('a known type');
  const message = codec.body.read(from, entries - 1, { type: codec.type });
  from.end();
  return message as Message;
}
