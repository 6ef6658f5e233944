import { StringDecoder } from 'node:string_decoder';

import type { Clock } from '../base/clock.ts';
import { legacy } from './_chords.ts';
import { escaped, type Heard } from './_sequences.ts';
import type { KeyEvent } from './key-event.ts';

export interface KeyParser {
  readonly feed: (bytes: Uint8Array) => void;
  /** Forgets what is half read, and its timer. */
  readonly end: () => void;
}

export interface KeyOptions {
  readonly clock: Clock;
  /** How long an Esc may be the beginning of something, in milliseconds. */
  readonly escapeWait?: number;
  /**
   * A console that says keys only, as Node 20 hears the one of Windows: pastes are not marked, so text
   * with an end of a line in one chunk is one, and Backspace is Ctrl+H.
   */
  readonly plainConsole?: boolean;
}

const defaultWait = 30;
/** A paste whose end never comes is over after this long without a byte. */
const pasteWait = 1000;
const longestPaste = 8 * 1024 * 1024;
const longestSequence = 4096;
const pasteEnd = '\u001b[201~';

/** Bytes of a terminal become events; they may be cut anywhere, and come in any mixture. */
export function newKeyParser(heard: (event: KeyEvent) => void, options: KeyOptions): KeyParser {
  const decoder = new StringDecoder('utf8');
  const reader: Reader = { rest: '', pasted: undefined, heard, options };
  let cancel: (() => void) | undefined;

  function stop(): void {
    cancel?.();
    cancel = undefined;
  }

  function timeOut(): void {
    cancel = undefined;
    if (reader.pasted) finishPaste(reader);
    else read(reader, true);
  }

  return {
    feed(bytes) {
      stop();
      const chunk = decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      if (options.plainConsole && reader.rest === '' && looksPasted(chunk))
        return heard({ kind: 'paste', text: unixLines(chunk) });
      reader.rest += chunk;
      read(reader, false);
      const wait = reader.pasted ? pasteWait : (options.escapeWait ?? defaultWait);
      if (reader.rest !== '' || reader.pasted) cancel = options.clock.later(wait, timeOut);
    },
    end() {
      stop();
      reader.rest = '';
      reader.pasted = undefined;
    },
  };
}

interface Reader {
  rest: string;
  pasted: Pasted | undefined;
  readonly heard: (event: KeyEvent) => void;
  readonly options: KeyOptions;
}

/** Reads as far as it can; `final` when nothing more will come. */
function read(reader: Reader, final: boolean): void {
  let text = reader.rest;
  reader.rest = '';
  while (text !== '') {
    if (!reader.pasted) {
      text = readKeys(reader, text, final);
      if (!reader.pasted) {
        // Nothing that a terminal says is that long: it is lost, rather than kept for ever.
        reader.rest = text.length > longestSequence ? '' : text;
        return;
      }
    }
    text = readPaste(text, reader.pasted);
    if (reader.pasted.done) finishPaste(reader);
  }
}

/** Reads keys up to a paste, or up to something that is not there wholly; answers what is left. */
function readKeys(reader: Reader, text: string, final: boolean): string {
  let at = 0;
  while (at < text.length) {
    const found =
      text[at] === '\u001b' ? escaped(text, at, final) : plainKey(text, at, reader.options);
    if (found === 'more') break;
    at += found.length;
    if (found.heard === 'paste') {
      reader.pasted = newPasted();
      break;
    }
    if (found.heard) reader.heard(found.heard);
  }
  return text.slice(at);
}

function finishPaste(reader: Reader): void {
  const text = reader.pasted ? reader.pasted.parts.join('') + reader.pasted.held : '';
  reader.pasted = undefined;
  if (text !== '') reader.heard({ kind: 'paste', text: unixLines(text) });
}

const unixLines = (text: string): string => text.replaceAll(/\r\n?/g, '\n');

/** Two characters and more, an end of a line among them, and no key in between. */
function looksPasted(chunk: string): boolean {
  if (chunk.length < 3 || chunk.includes('\u001b') || !/[\r\n]/.test(chunk)) return false;
  return /[^\p{Cc}]/u.test(chunk) && !/(?![\r\n\t])\p{Cc}/u.test(chunk);
}

interface Pasted {
  readonly parts: string[];
  length: number;
  /** The last characters, which may be the beginning of the end. */
  held: string;
  done: boolean;
}

const newPasted = (): Pasted => ({ parts: [], length: 0, held: '', done: false });

/** Takes what belongs to a paste; answers what comes behind it. */
function readPaste(text: string, pasted: Pasted): string {
  const all = pasted.held + text;
  const end = all.indexOf(pasteEnd);
  const held = end < 0 ? Math.min(all.length, pasteEnd.length - 1) : 0;
  const body = all.slice(0, end < 0 ? all.length - held : end);
  pasted.held = end < 0 ? all.slice(all.length - held) : '';
  pasted.done = end >= 0;
  // What is beyond all reason is let go while it comes in.
  const kept = body.slice(0, longestPaste - pasted.length);
  if (kept !== '') pasted.parts.push(kept);
  pasted.length += kept.length;
  return end < 0 ? '' : all.slice(end + pasteEnd.length);
}

/** A run of text, or a key with a control character. */
function plainKey(text: string, at: number, { plainConsole }: KeyOptions): Heard {
  const code = text.charCodeAt(at);
  if (isControl(code)) {
    const chord = legacy(plainConsole ? (erasing.get(code) ?? code) : code);
    return chord === '' ? { length: 1 } : { length: 1, heard: { kind: 'key', chord } };
  }
  let end = at + 1;
  while (end < text.length && !isControl(text.charCodeAt(end))) end += 1;
  return { length: end - at, heard: { kind: 'text', text: text.slice(at, end) } };
}

/** Backspace and Ctrl+Backspace, the other way round in a plain console. */
const erasing: ReadonlyMap<number, number> = new Map([
  [8, 0x7f],
  [0x7f, 8],
]);

const isControl = (code: number): boolean => code < 0x20 || (code >= 0x7f && code < 0xa0);
