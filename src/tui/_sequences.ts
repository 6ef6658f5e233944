import { letterChord, legacy } from './_chords.ts';
import { letters, meaning, mouse } from './_csi.ts';
import type { KeyEvent } from './key-event.ts';

/** What stands at a place of the input: how long it is, and what it means, if anything. */
export interface Heard {
  readonly length: number;
  /** `paste`: what follows was pasted. */
  readonly heard?: KeyEvent | 'paste';
}

const escape = '\u001b';

/** What an escape at `at` begins; `more` when it may go on, unless nothing more will come. */
export function escaped(text: string, at: number, final: boolean): Heard | 'more' {
  const next = text[at + 1];
  if (next === undefined) return final ? key(1, 'escape') : 'more';
  if (next === '[') return csi(text, at, final);
  if (next === 'O') return shifted3(text, at, final);
  if (next === escape) return twice(text, at, final);
  if (']P_^X'.includes(next)) return answer(text, at, final);
  return alt(text, at);
}

function alt(text: string, at: number): Heard {
  const code = text.codePointAt(at + 1) ?? 0;
  if (code < 0x20 || code === 0x7f) return key(2, withAlt(legacy(code)));
  const char = String.fromCodePoint(code);
  return key(1 + char.length, letterChord(char, 2));
}

/** Some terminals say Alt by a second escape in front of the sequence. */
function twice(text: string, at: number, final: boolean): Heard | 'more' {
  const third = text[at + 2];
  if (third === undefined) return final ? key(2, 'alt+escape') : 'more';
  if (third !== '[' && third !== 'O') return key(1, 'escape');
  const inner = escaped(text, at + 1, final);
  if (inner === 'more') return 'more';
  const { length, heard } = inner;
  if (heard === undefined || heard === 'paste' || heard.kind !== 'key') return key(1, 'escape');
  const held = heard.chord.includes('alt+') ? heard.chord : withAlt(heard.chord);
  return key(length + 1, held);
}

const withAlt = (chord: string): string =>
  chord.startsWith('ctrl+') ? `ctrl+alt+${chord.slice(5)}` : `alt+${chord}`;

/** `ESC O x`: arrows and function keys of the application mode. */
function shifted3(text: string, at: number, final: boolean): Heard | 'more' {
  const third = text[at + 2];
  if (third === undefined) return final ? key(2, 'alt+shift+o') : 'more';
  const name = letters.get(third);
  if (name !== undefined) return key(3, name);
  if ('abcd'.includes(third)) return key(3, `ctrl+${letters.get(third.toUpperCase())}`);
  return third === 'M' ? key(3, 'enter') : key(2, 'alt+shift+o');
}

/** A string of the terminal, up to its end. */
function answer(text: string, at: number, final: boolean): Heard | 'more' {
  for (let end = at + 2; end < text.length; end += 1) {
    if (text[end] === '\u0007') return said(text.slice(at, end + 1));
    if (text[end] !== escape) continue;
    if (text[end + 1] === '\\') return said(text.slice(at, end + 2));
    if (text[end + 1] !== undefined) return { length: end - at };
  }
  if (!final) return 'more';
  return text.length === at + 2 ? alt(text, at) : { length: text.length - at };
}

const said = (text: string): Heard => ({ length: text.length, heard: { kind: 'answer', text } });

/** `ESC [`, parameters, and one character that says what it is. */
function csi(text: string, at: number, final: boolean): Heard | 'more' {
  const end = endOfParameters(text, at + 2);
  const last = text[end];
  if (last === undefined) return final ? unfinished(text.length - at) : 'more';
  const length = end + 1 - at;
  // Something else begun in the middle of a sequence: what was begun is lost.
  if (last < '@' || last > '~') return { length: length - 1 };
  if (last === 'M' && length === 3) return oldMouse(text, at, final);
  const heard = meaning(text.slice(at + 2, end), last);
  return heard === undefined ? { length } : { length, heard };
}

const unfinished = (length: number): Heard => (length === 2 ? key(2, 'alt+[') : { length });

/** The keys of the Linux console have a second bracket. */
function endOfParameters(text: string, from: number): number {
  let end = text[from] === '[' ? from + 1 : from;
  while (text.charCodeAt(end) >= 0x20 && text.charCodeAt(end) <= 0x3f) end += 1;
  return end;
}

/** A terminal that does not know SGR reports a mouse by three characters. */
function oldMouse(text: string, at: number, final: boolean): Heard | 'more' {
  if (text.length < at + 6) return final ? { length: text.length - at } : 'more';
  const [button = 0, x = 0, y = 0] = [3, 4, 5].map((by) => text.charCodeAt(at + by) - 32);
  const up = (button & 3) === 3 && (button & 64) === 0;
  return { length: 6, heard: mouse(button, x, y, up) };
}

const key = (length: number, name: string): Heard => ({
  length,
  heard: { kind: 'key', chord: name },
});
