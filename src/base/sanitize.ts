/**
 * Text from outside becomes harmless for a terminal: no control, no escape, nothing that turns the
 * direction of what follows, no tower of marks, no half character. Linear in its length.
 */
export function harmless(text: string): string {
  if (plain.test(text)) return text;
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
  // Cut first, generously: what is far beyond the limit need not be looked at.
  const line = harmless(text.slice(0, 8 * longest))
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
  if (line.length <= longest) return line;
  return `${line.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Text that needs no look at all. */
const plain = /^[\n\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff]*$/;
/** Marks of direction, and others that have no width and change what is around them. */
const invisible = /[\u061c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const control = /(?!\n)\p{Cc}/gu;

/** The character that stands for a control: seen, it does nothing. */
function picture(found: string): string {
  const code = found.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '\u2421' : '\uFFFD';
}
