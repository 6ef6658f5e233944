import { type Frame, frameOf, headSize, longestBody } from '../protocol/frames.ts';
import type { Line } from '../protocol/line.ts';
import { Malformed } from '../protocol/malformed.ts';

/*
 * How two processes of one account talk, over a socket that only their user can open:
 * frames whose body is one byte, 1 when more of the same text follows and 0 at its end, then JSON.
 * Bytes in it are `{"$bytes": base64}`.
 */

/** The version of this talk; two programs that differ in it do not attach to each other. */
export const attachVersion = 6;
/** The longest text, over all its frames. */
const longest = 64 * 1024 * 1024;
const piece = longestBody - 1;

/** Cuts a value into frames. */
export function framesOf(value: unknown): Frame[] {
  const text = Buffer.from(JSON.stringify(value, replacer));
  const frames: Frame[] = [];
  let at = 0;
  do {
    const part = text.subarray(at, at + piece);
    at += piece;
    const frame = Buffer.allocUnsafe(headSize + 1 + part.length);
    frame[headSize] = at < text.length ? 1 : 0;
    part.copy(frame, headSize + 1);
    frames.push(frameOf(frame));
  } while (at < text.length);
  return frames;
}

export function sendValue(line: Line, value: unknown): void {
  for (const frame of framesOf(value)) line.send(frame);
}

/** Puts frames together again; each whole value is handed over. Throws `Malformed`. */
export function newJoiner(onValue: (value: unknown) => void): (body: Buffer) => void {
  let parts: Buffer[] = [];
  let size = 0;
  return (body) => {
    const more = body[0];
    if (more !== 0 && more !== 1) throw new Malformed('a first byte of 0 or 1');
    parts.push(Buffer.from(body.subarray(1)));
    size += body.length;
    if (size > longest) throw new Malformed(`a text of at most ${longest} bytes`);
    if (more === 1) return;
    const whole = Buffer.concat(parts).toString('utf8');
    parts = [];
    size = 0;
    onValue(parsed(whole));
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text, reviver);
  } catch (fault) {
    throw new Malformed(`JSON: ${(fault as Error).message}`);
  }
}

/** `JSON.stringify` calls `toJSON` first, so a Buffer is looked up in its holder. */
function replacer(this: unknown, key: string, value: unknown): unknown {
  const original = (this as Readonly<Record<string, unknown>>)[key];
  return original instanceof Uint8Array
    ? { $bytes: Buffer.from(original).toString('base64') }
    : value;
}

function reviver(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$bytes' in value)) return value;
  const { $bytes } = value;
  return typeof $bytes === 'string' ? Buffer.from($bytes, 'base64') : value;
}
