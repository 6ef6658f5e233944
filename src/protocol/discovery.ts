import { Reader, Writer } from './cbor.ts';
import { bytes, type Field, record, text, uint } from './fields.ts';
import { Malformed } from './malformed.ts';

/*
 * What is asked and answered on a local network, in the clear and proven by nothing: one datagram each.
 *
 *   +------------------+-------------------------------+
 *   | `PYCv1?` `PYCv1!` | a CBOR map, as in a line's body |
 *   +------------------+-------------------------------+
 *
 * A probe is as long as the longest answer could be, so that nobody gains by asking in another's name.
 */
export const probeMark = 'PYCv1?';
export const answerMark = 'PYCv1!';
const markSize = probeMark.length;

/** Bytes of every probe, and the most of an answer. */
export const probeSize = 512;

/** Where nuvens are asked for: IPv4, within an organization; IPv6, on one link. */
export const groups = { 4: '239.192.71.71', 6: 'ff12::5059:4348' } as const;

const nonce = bytes(16, 16);

/** “Who is there?” */
export const probe = record({ nonce, pad: bytes(0, probeSize) });
/** “I am”, with the nonce of the probe. `key` is the SHA-256 that fingerprints name, `port` that of TLS. */
export const answer = record({
  nonce,
  name: text(128),
  port: uint(65_535),
  key: bytes(32, 32),
  version: text(32),
});

type ValueOf<F> = F extends Field<infer T> ? T : never;
export type Answer = ValueOf<typeof answer>;

/** A probe of exactly `probeSize` bytes. */
export function encodeProbe(of: Uint8Array): Buffer {
  const bare = encoded(probeMark, probe, { nonce: of, pad: Buffer.alloc(probeSize) });
  const pad = Buffer.alloc(2 * probeSize - bare.length);
  return encoded(probeMark, probe, { nonce: of, pad });
}

export const encodeAnswer = (told: Answer): Buffer => encoded(answerMark, answer, told);

/** The nonce of a probe, as a copy. Throws `Malformed`: for what is shorter or longer too. */
export function parseProbe(datagram: Buffer): Buffer {
  if (datagram.length !== probeSize) throw new Malformed(`a probe of ${probeSize} bytes`);
  return Buffer.from(decoded(probeMark, probe, datagram).nonce);
}

/** Throws `Malformed`. Its bytes are views; its text is as it came. */
export function parseAnswer(datagram: Buffer): Answer {
  if (datagram.length > probeSize) throw new Malformed(`at most ${probeSize} bytes`);
  const told = decoded(answerMark, answer, datagram);
  if (told.port === 0) throw new Malformed('a port', 'port');
  return told;
}

function encoded<T>(mark: string, field: Field<T>, value: T): Buffer {
  const writer = new Writer();
  field.write(writer, value);
  const datagram = writer.take(markSize);
  datagram.write(mark, 'latin1');
  return datagram;
}

function decoded<T>(mark: string, field: Field<T>, datagram: Buffer): T {
  if (datagram.toString('latin1', 0, markSize) !== mark) throw new Malformed(mark);
  const reader = new Reader(datagram.subarray(markSize));
  const value = field.read(reader);
  reader.end();
  return value;
}
