import { chord, letterChord, prefixOf } from './_chords.ts';
import type { KeyEvent, MouseEvent } from './key-event.ts';

type Meaning = KeyEvent | 'paste' | undefined;

/** What a sequence `ESC [ … x` says: its parameters, and its last character. */
export function meaning(parameters: string, last: string): Meaning {
  if (/^[<=>?]/.test(parameters)) return privately(parameters, last);
  if (parameters === '[') return chord(linuxKeys.get(last), 0);
  // The third kind of a key's event: it came up again.
  if (/^[\d:]*;\d*:3/.test(parameters)) return undefined;
  const [first = 0, second = 1, third = 0] = numbers(parameters);
  const special = byLast.get(last);
  if (special) return special({ first, second, third, parameters });
  return chord(letters.get(last), second - 1);
}

function privately(parameters: string, last: string): Meaning {
  if (!parameters.startsWith('<') || !/[Mm]/.test(last))
    return { kind: 'answer', text: `\u001b[${parameters}${last}` };
  const [button = 0, x = 0, y = 0] = numbers(parameters.slice(1));
  return mouse(button, x, y, last === 'm');
}

interface Said {
  readonly first: number;
  readonly second: number;
  readonly third: number;
  readonly parameters: string;
}

const byLast: ReadonlyMap<string, (said: Said) => Meaning> = new Map([
  ['u', ({ first, second, parameters }) => unicode(first, second - 1, parameters)],
  ['~', tilde],
  ['^', ({ first }) => chord(tildes.get(first), 4)],
  ['@', ({ first }) => chord(tildes.get(first), 5)],
  ['Z', () => chord('tab', 1)],
  ['I', ({ parameters }) => focus(parameters, true)],
  ['O', ({ parameters }) => focus(parameters, false)],
  // F3 with what is held, or where the cursor is.
  [
    'R',
    ({ first, second, parameters }) =>
      first > 1 ? { kind: 'answer', text: `\u001b[${parameters}R` } : chord('f3', second - 1),
  ],
  ...['a', 'b', 'c', 'd'].map(
    (last) => [last, () => chord(letters.get(last.toUpperCase()), 1)] as const,
  ),
]);

const focus = (parameters: string, focused: boolean): Meaning =>
  parameters === '' ? { kind: 'focus', focused } : undefined;

function tilde({ first, second, third }: Said): Meaning {
  if (first === 200) return 'paste';
  return first === 27 ? unicode(third, second - 1, '') : chord(tildes.get(first), second - 1);
}

/** The key of a code point, as kitty and modifyOtherKeys say it. */
function unicode(code: number, modifiers: number, parameters: string): KeyEvent | undefined {
  const held = Math.max(0, modifiers);
  const name = codes.get(code);
  if (name !== undefined) return chord(name, held);
  const digit = keypad.get(code);
  if (digit !== undefined) return { kind: 'text', text: digit };
  if (!isText(code)) return undefined;
  const char = String.fromCodePoint(code);
  if ((held & 0b10_0110) !== 0) return { kind: 'key', chord: letterChord(char, held) };
  return { kind: 'text', text: (held & 1) === 0 ? char : shifted(char, parameters) };
}

/** Neither a control, nor half a character, nor one of kitty's own keys. */
const isText = (code: number): boolean =>
  code >= 0x20 && code !== 0x7f && code <= 0x10_ffff && (code < 0xd800 || code > 0xf8ff);

/** What shift makes of a key is said behind it, or is the capital. */
function shifted(char: string, parameters: string): string {
  const code = Number(/^\d+:(\d+)/.exec(parameters)?.[1]);
  return isText(code) ? String.fromCodePoint(code) : char.toUpperCase();
}

/** A report of the mouse. */
export function mouse(code: number, x: number, y: number, up: boolean): MouseEvent {
  return {
    kind: 'mouse',
    action: actionOf(code, up),
    button:
      (['left', 'middle', 'right', 'none'] as const)[(code & 64) === 0 ? code & 3 : 3] ?? 'none',
    x: Math.max(0, x - 1),
    y: Math.max(0, y - 1),
    modifiers: prefixOf(((code & 4) >> 2) | ((code & 8) >> 2) | ((code & 16) >> 2)).slice(0, -1),
  };
}

function actionOf(code: number, up: boolean): MouseEvent['action'] {
  if ((code & 64) !== 0) return (code & 1) === 0 ? 'wheel-up' : 'wheel-down';
  if ((code & 32) !== 0) return 'move';
  return up ? 'up' : 'down';
}

const numbers = (text: string): number[] =>
  text.split(';').map((number) => Math.min(Number.parseInt(number, 10) || 0, 0x10_ffff));

const table = (text: string): Map<string, string> =>
  new Map(text.split(' ').map((pair) => pair.split('=') as [string, string]));
const numbered = (text: string): Map<number, string> =>
  new Map([...table(text)].map(([code, name]) => [Number(code), name]));

export const letters = table('A=up B=down C=right D=left E=begin F=end H=home P=f1 Q=f2 R=f3 S=f4');
const linuxKeys = table('A=f1 B=f2 C=f3 D=f4 E=f5');
const tildes = numbered(
  '1=home 2=insert 3=delete 4=end 5=pageup 6=pagedown 7=home 8=end 11=f1 12=f2 13=f3 14=f4 15=f5 ' +
    '17=f6 18=f7 19=f8 20=f9 21=f10 23=f11 24=f12 29=menu',
);
const codes = numbered(
  '9=tab 13=enter 27=escape 127=backspace 57414=enter 57417=left 57418=right 57419=up 57420=down ' +
    '57421=pageup 57422=pagedown 57423=home 57424=end 57425=insert 57426=delete 57427=begin',
);
/** Keys of the number block that make text. */
const keypad = numbered(
  '57399=0 57400=1 57401=2 57402=3 57403=4 57404=5 57405=6 57406=7 57407=8 57408=9 57409=. ' +
    '57410=/ 57411=* 57412=- 57413=+',
);
