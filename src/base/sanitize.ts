/**
 * Text from outside becomes harmless for a terminal: no control, no escape, nothing that turns the
 * direction of what follows, no tower of marks, no half character. Linear in its length.
 */
export function harmless(text: string): string {
  if (plain.test(text) || isEasy(text) || !harm.test(text)) return text;
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(/[\u2028\u2029]/g, '\n')
    .replaceAll('\t', '    ')
    .replaceAll(invisible, '')
    .replaceAll(control, picture)
    .replaceAll(/\p{Surrogate}/gu, '\uFFFD')
    .replaceAll(/(\p{M}{4})\p{M}+/gu, '$1');
}

/** The same on one line, at most `longest` characters of it. */
export function harmlessLine(text: string, longest = Number.POSITIVE_INFINITY): string {
  if (text.length <= longest && word.test(text)) return text;
  // Cut first, generously: what is far beyond the limit need not be looked at.
  const line = harmless(text.slice(0, 8 * longest))
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
  if (line.length <= longest) return line;
  return `${line.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Whether each letter is of those that most people write with, and known to do nothing. */
function isEasy(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0xd83c && code <= 0xd83e) {
      // A picture, of two halves.
      at += 1;
      if ((text.charCodeAt(at) & 0xfc00) !== 0xdc00) return false;
    } else if (!isEasyLetter(code)) return false;
  }
  return true;
}

const isEasyLetter = (code: number): boolean =>
  (code < 0x300
    ? code === 10 || (code >= 0x20 && (code < 0x7f || code > 0x9f))
    : isEastern(code)) ||
  (code >= 0x2010 && code <= 0x2027);

const isEastern = (code: number): boolean =>
  (code >= 0x4e00 && code <= 0x9fff) ||
  (code >= 0x3041 && code <= 0x3096) ||
  (code >= 0x30a1 && code <= 0x30fe) ||
  (code >= 0xac00 && code <= 0xd7a3);

/** A name, mostly: on one line, and with nothing at its ends. */
const word = /^[\x21-\x7e]*$/;
/** Text that needs no look at all. */
const plain = /^[\n\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff]*$/;
/** Everything that is looked for below, in one pass: text in other letters is mostly harmless too. */
const harm =
  /[\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Surrogate}]|(?!\n)\p{Cc}|\p{M}{5}/u;
/** Marks of direction, and others that have no width and change what is around them. */
const invisible = /[\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const control = /(?!\n)\p{Cc}/gu;

/** The character that stands for a control: seen, it does nothing. */
function picture(found: string): string {
  const code = found.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\uFFFD';
}
