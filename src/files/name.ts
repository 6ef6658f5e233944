/** As long as a name is at most, in bytes: every disk takes 255, and there is room for a number. */
const longest = 200;
/** So much of an end that says what kind of file it is stays when a name is cut. */
const longestEnd = 24;

/** What is no letter on some system, or not seen: controls, marks of direction and others without a width. */
const unseen = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/gu;
const taken = /[<>:"|?*]/g;
/** Devices of Windows, which it finds under any ending. */
const device =
  /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?=[ .]|$)/i;

/**
 * A name for a file that somebody else chose: good on every system, in one folder, seen as it is. Nothing of a
 * path is left, and what was safe stays as it was.
 */
export function safeName(wanted: string): string {
  const bare = (wanted.slice(-4096).split(/[/\\]/).at(-1) ?? '')
    .replaceAll(/\p{Surrogate}/gu, '\uFFFD')
    .replaceAll(unseen, '')
    .normalize('NFC')
    .replaceAll(taken, '_');
  const name = cut(hidden(trimmed(bare)).replace(device, '_$&'));
  return name === '' ? 'file' : name;
}

/** `name (2).ext`: for the second file of a name. */
export function numbered(name: string, number: number): string {
  if (number < 2) return name;
  const end = endOf(name);
  return `${name.slice(0, name.length - end.length)} (${number})${end}`;
}

/** Windows drops what ends so; and nobody sees a space. */
const trimmed = (name: string): string => name.replace(/^\s+/u, '').replace(/[\s.]+$/u, '');

/** A file that is not shown is not what somebody asked for. */
const hidden = (name: string): string => name.replace(/^\.+/, (dots) => '_'.repeat(dots.length));

const endOf = (name: string): string => {
  const [end = ''] = /(?:\.tar)?\.[^. ]+$/i.exec(name) ?? [];
  return end.length < name.length && Buffer.byteLength(end) <= longestEnd ? end : '';
};

function cut(name: string): string {
  if (Buffer.byteLength(name) <= longest) return name;
  const end = endOf(name);
  let left = longest - Buffer.byteLength(end);
  let kept = '';
  for (const letter of name) {
    left -= Buffer.byteLength(letter);
    if (left < 0) break;
    kept += letter;
  }
  return trimmed(kept) + end;
}
