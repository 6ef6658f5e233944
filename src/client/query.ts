/** What somebody searches for: words that begin like that and whole phrases, all of them. */
export interface Query {
  readonly terms: readonly string[];
  /** `from:ana`: only what she said. */
  readonly from: string | undefined;
}

/** The longest search, in characters, and the most words in it. */
export const longestQuery = 200;
const mostTerms = 16;

/** Undefined when nothing is searched for. */
export function queryOf(text: string): Query | undefined {
  let from: string | undefined;
  const terms: string[] = [];
  for (const [, phrase, word = ''] of text.slice(0, longestQuery).matchAll(parts)) {
    const name = phrase === undefined ? /^from:@?(\S+)$/i.exec(word)?.[1] : undefined;
    if (name !== undefined) from = name.toLowerCase();
    else
      terms.push(
        folded(phrase ?? word)
          .replaceAll(/\s+/g, ' ')
          .trim(),
      );
  }
  const wanted = terms.filter((term) => term !== '').slice(0, mostTerms);
  return wanted.length > 0 || from !== undefined ? { terms: wanted, from } : undefined;
}

/** A quoted phrase, whose closing quote may be missing while one types; or a word. */
const parts = /"([^"]*)"?|([^\s"]+)/g;

/** Letters without case and accents: `Coração` and `coracao` are one. */
export function folded(text: string): string {
  const lower = text.toLowerCase();
  if (!accented.test(lower)) return lower;
  return foreign.test(lower) ? plain(lower) : lower.replaceAll(outside, plainOf);
}

const accented = /[\u0080-\uffff]/;
/** Most accents of most languages that use these letters: each is looked up. */
const foreign = /[\u0250-\uffff]/;
const outside = /[\u0080-\u024f]/g;

const plain = (text: string): string => text.normalize('NFKD').replaceAll(/\p{M}+/gu, '');
const plains = Array.from({ length: 0x250 }, (_, code) => plain(String.fromCharCode(code)));
const plainOf = (letter: string): string => plains[letter.charCodeAt(0)] ?? letter;

/** Whether all of it is in a text. */
export function isIn({ terms }: Query, text: string): boolean {
  const all = folded(text);
  return terms.every((term) => placeIn(all, term) >= 0);
}

/** Where a term begins a word; scripts that write without blanks have no such place, so anywhere. */
function placeIn(text: string, term: string): number {
  const anywhere = !inWord.test(term[0] ?? '') || unspaced.test(term);
  for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1))
    if (anywhere || at === 0 || !inWord.test(text[at - 1] ?? '')) return at;
  return -1;
}

const inWord = /[\p{L}\p{N}]/u;
const unspaced = /^[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}]/u;

/** The part of a text, on one line, in which the first term stands. */
export function excerpt({ terms }: Query, text: string, longest: number): string {
  const first = terms[0] ?? '';
  const place = first === '' ? 0 : Math.max(0, placeOf(text, first));
  const from = place <= 2 * lead ? 0 : place - lead;
  const part = text.slice(from, from + longest).replaceAll(/\s+/g, ' ');
  return `${from > 0 ? '…' : ''}${part}${from + longest < text.length ? '…' : ''}`;
}

/** So much of what stands before it is shown with it. */
const lead = 16;

/** Folding changes lengths, so the place is looked for from both sides. */
function placeOf(text: string, term: string): number {
  let [least, most] = [0, text.length];
  const at = placeIn(folded(text), term);
  if (at < 0) return -1;
  while (least < most) {
    const middle = (least + most) >> 1;
    if (folded(text.slice(0, middle)).length < at) least = middle + 1;
    else most = middle;
  }
  return least;
}
