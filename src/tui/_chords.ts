import type { KeyEvent } from './key-event.ts';

/** A key with what is held, when there is such a key. */
export const chord = (name: string | undefined, held: number): KeyEvent | undefined =>
  name === undefined ? undefined : { kind: 'key', chord: chordOf(name, held) };

/** `ctrl+alt+shift+` and a name. */
export const chordOf = (name: string, held: number): string => prefixOf(Math.max(0, held)) + name;

/** Bits as in the sequences: shift 1, alt 2, ctrl 4; meta, 32, is alt to us. */
export function prefixOf(held: number): string {
  const ctrl = (held & 4) === 0 ? '' : 'ctrl+';
  const meta = (held & 0b10_0010) === 0 ? '' : 'alt+';
  return ctrl + meta + ((held & 1) === 0 ? '' : 'shift+');
}

/** A letter with what is held; a capital says that shift is. */
export function letterChord(char: string, held: number): string {
  const lower = char.toLowerCase();
  return chordOf(spelled.get(lower) ?? lower, lower === char ? held : held | 1);
}

const spelled: ReadonlyMap<string, string> = new Map([
  [' ', 'space'],
  ['+', 'plus'],
]);

/** The key behind a control character; nothing for one that no key makes. */
export function legacy(code: number): string {
  if (code === 13) return 'enter';
  if (code === 9) return 'tab';
  if (code === 0x7f) return 'backspace';
  if (code === 8) return 'ctrl+backspace';
  if (code === 0) return 'ctrl+space';
  if (code === 27) return 'escape';
  if (code < 27) return `ctrl+${String.fromCharCode(code + 96)}`;
  return code < 32 ? `ctrl+${String.fromCharCode(code + 64)}` : '';
}
