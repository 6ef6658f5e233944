/** More than that is no file that was dropped. */
const longest = 16_384;
const mostPaths = 100;

/**
 * What a text means where it is nothing but whole paths, as terminals write them of files that are dropped on them: plain,
 * quoted, with backslashes, or as `file:` addresses. There may be several readings; no reading for another text.
 */
export function droppedIn(text: string): readonly (readonly string[])[] {
  const said = text.trim();
  if (said === '' || said.length > longest || /\p{Cc}/u.test(said.replaceAll('\n', ''))) return [];
  const lines = said.split('\n').map((line) => line.trim());
  const readings = [lines.map(plainPath), lines.flatMap((line) => wordsIn(line).map(plainPath))];
  const whole = readings.filter(
    (paths): paths is string[] =>
      paths.length <= mostPaths && paths.every((path) => path !== undefined),
  );
  return whole.filter((paths, at) => at === 0 || paths.join('\n') !== whole[0]?.join('\n'));
}

/** A path that begins at the root of a disk; undefined for all else. */
function plainPath(word: string): string | undefined {
  if (/^file:\/\//i.test(word)) return pathOf(word);
  const isWhole = /^\/[^/]/.test(word) || isWindows(word);
  return isWhole ? word : undefined;
}

const isWindows = (word: string): boolean => /^(?:[A-Za-z]:[\\/]|\\\\[^\\])/.test(word);

function pathOf(address: string): string | undefined {
  const [, rest] = /^file:\/\/(?:localhost)?(\/[^?#]*)$/i.exec(address) ?? [];
  if (rest === undefined) return undefined;
  try {
    const path = decodeURIComponent(rest);
    if (path.includes('\0')) return undefined;
    return /^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path;
  } catch (fault) {
    if (fault instanceof URIError) return undefined;
    throw fault;
  }
}

/** Words as a shell takes them apart: quotes hold them together, a backslash what follows it. */
export const wordsIn = (line: string): readonly string[] =>
  (line.match(/(?:"[^"]*"|'[^']*'|\\.|[^\s"'])+/g) ?? []).map(unquoted);

/** A path as `wordsIn` takes it; undefined of one with both kinds of quotes. */
export function quoted(path: string): string | undefined {
  if (!path.includes("'")) return `'${path}'`;
  return /["\\$`]/.test(path) ? undefined : `"${path}"`;
}

/** In paths of Windows a backslash parts folders. */
function unquoted(word: string): string {
  const bare = word.replaceAll(/["']/g, '');
  if (isWindows(bare)) return bare;
  return word.replaceAll(
    /'([^']*)'|"([^"]*)"|\\(.)/g,
    (_, one?: string, two?: string, sign?: string) =>
      one ?? two?.replaceAll(/\\(["\\$`])/g, '$1') ?? sign ?? '',
  );
}
