import { isWide } from './_wide.ts';

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** Text in which every code unit is a character of one cell: what people write, and what boxes are made of. */
const plain =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u2193\u2500-\u25fc\u2713]*$/;
const simple = (code: number): boolean => (code < 0x300 ? isLatin(code) : isDrawn(code));
const isLatin = (code: number): boolean =>
  (code >= 0x20 && code <= 0x7e) || (code >= 0xa1 && code !== 0xad);
const isDrawn = (code: number): boolean =>
  (code >= 0x2500 && code <= 0x25fc) ||
  (code >= 0x2010 && code <= 0x2027) ||
  (code >= 0x2190 && code <= 0x2193) ||
  code === 0x2713;

/** Whether each code unit of a text is one character and one cell. */
export const isPlain = (text: string): boolean => plain.test(text);

/** How much of a text the segmenter sees at once: on Node 20 it is quadratic in the length. */
const longestRun = 256;
const lineFeed = 10;
const joiner = 0x200d;

/** The characters of a text as a person sees them; a line feed is always one of its own. */
export function graphemes(text: string): readonly string[] {
  return plain.test(text) ? text.split('') : measuredText(text).graphemes;
}

interface Measured {
  readonly graphemes: readonly string[];
  readonly width: number;
}

/** Rows are measured again in every picture; those of the last ones are kept. */
const measuredTexts = new Map<string, Measured>();
const mostTexts = 2000;
const longestText = 256;

function measuredText(text: string): Measured {
  const seen = measuredTexts.get(text);
  if (seen) return seen;
  const found = separated(text);
  let width = 0;
  for (const grapheme of found) width += graphemeWidth(grapheme);
  const result = { graphemes: found, width };
  if (text.length > longestText) return result;
  if (measuredTexts.size >= mostTexts) measuredTexts.clear();
  measuredTexts.set(text, result);
  return result;
}

function separated(text: string): readonly string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length;) {
    const length = aloneAt(text, at);
    if (length > 0) {
      found.push(text.slice(at, at + length));
      at += length;
    } else at = segment(text, at, found);
  }
  return found;
}

/**
 * How long the character here is, when what follows cannot join it and it cannot join what was before:
 * most text needs no segmenter. 0 when it does.
 */
function aloneAt(text: string, at: number): number {
  if (text.charCodeAt(at) === lineFeed) return 1;
  const length = easyAt(text, at);
  if (length === 0) return 0;
  let end = at + length;
  // A letter and its accents.
  if (length === 1) while (isAccent(text.charCodeAt(end))) end += 1;
  const free = end >= text.length || text.charCodeAt(end) === lineFeed || easyAt(text, end) > 0;
  return free ? end - at : 0;
}

const isAccent = (code: number): boolean => code >= 0x300 && code <= 0x36f;

/** The length of a letter or a picture that nothing but marks, joiners and skins can change; else 0. */
function easyAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (simple(code) || isEastern(code)) return 1;
  if (code < 0xd83d || code > 0xd83e) return 0;
  return isPicture(text.codePointAt(at) ?? 0) ? 2 : 0;
}

const isPicture = (point: number): boolean =>
  (point >= 0x1f400 && point <= 0x1f64f) ||
  (point >= 0x1f680 && point <= 0x1f6ff) ||
  (point >= 0x1f900 && point <= 0x1f9af);

const isEastern = (code: number): boolean =>
  (code >= 0x3041 && code <= 0x3096) ||
  (code >= 0x30a1 && code <= 0x30fa) ||
  (code >= 0x4e00 && code <= 0x9fff) ||
  (code >= 0xac00 && code <= 0xd7a3);

/** Pictures are joined by what stands before them. */
const breaksAt = (text: string, at: number): boolean =>
  text.charCodeAt(at - 1) !== joiner && aloneAt(text, at) > 0;

/** Segments one run that holds something difficult; answers where it ends. */
function segment(text: string, from: number, found: string[]): number {
  const most = Math.min(text.length, from + longestRun);
  let to = from + 1;
  while (to < most && !breaksAt(text, to)) to += 1;
  if (to < text.length && (text.charCodeAt(to) & 0xfc00) === 0xdc00) to += 1;
  const severed = to < text.length && !breaksAt(text, to);
  const pieces = [...segmenter.segment(text.slice(from, to))];
  // What touches the cut may go on behind it: it is looked at again from its own beginning.
  const kept = severed && pieces.length > 1 ? pieces.slice(0, -1) : pieces;
  let end = from;
  for (const { segment: piece } of kept) {
    found.push(piece);
    end += piece.length;
  }
  return end;
}

const nothing = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}\p{Surrogate}\u1160-\u11ff\u2028\u2029]/u;
const pictured = /\p{Emoji_Presentation}|[\u{1f1e6}-\u{1f1ff}]{2}/u;
const spacing = /.\p{M}*\p{Mc}/u;
const known = new Map<string, number>();
const mostKnown = 20_000;

/** Cells of one grapheme: 0, 1 or 2. */
export function graphemeWidth(grapheme: string): number {
  if (grapheme.length === 1) {
    const code = grapheme.charCodeAt(0);
    if (simple(code)) return 1;
    if (code < 0xa0) return 0;
  }
  const seen = known.get(grapheme);
  if (seen !== undefined) return seen;
  const width = measured(grapheme);
  if (known.size >= mostKnown) known.clear();
  known.set(grapheme, width);
  return width;
}

/** A variation selector changes nothing here, and is not painted either: terminals disagree on it. */
function measured(grapheme: string): number {
  if (nothing.test(grapheme)) return 0;
  if (pictured.test(grapheme)) return 2;
  return isWide(grapheme.codePointAt(0) ?? 0) || spacing.test(grapheme) ? 2 : 1;
}

/** Cells of a text on one line. */
export function textWidth(text: string): number {
  if (plain.test(text)) return text.length;
  return measuredText(text).width;
}

/** As much of the beginning of a text as fits into some cells. */
export function cut(text: string, width: number): string {
  if (plain.test(text)) return text.length <= width ? text : text.slice(0, Math.max(0, width));
  const { graphemes: all, width: whole } = measuredText(text);
  if (whole <= width) return text;
  let taken = 0;
  let kept = '';
  for (const grapheme of all) {
    taken += graphemeWidth(grapheme);
    if (taken > width) break;
    kept += grapheme;
  }
  return kept;
}

/** The text when it fits, or its beginning with `…` at the end. */
export function short(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  return width < 1 ? '' : `${cut(text, width - 1)}…`;
}

/** Exactly this many cells: cut with `…` or filled with blanks behind. */
export function pad(text: string, width: number): string {
  const fits = short(text, width);
  return fits + ' '.repeat(Math.max(0, width - textWidth(fits)));
}

/** The same with the blanks in front. */
export function padStart(text: string, width: number): string {
  const fits = short(text, width);
  return ' '.repeat(Math.max(0, width - textWidth(fits))) + fits;
}
