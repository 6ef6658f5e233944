const perRow = 4;

/**
 * Groups of five digits in rows, as people read them to each other: four in a row, or all in one where that does
 * not come out even.
 */
export function inRows(digits: string): readonly string[] {
  const groups = digits.match(/\d{5}/g) ?? [];
  const size = groups.length % perRow === 0 ? perRow : groups.length;
  return Array.from({ length: Math.ceil(groups.length / size) }, (_, at) =>
    groups.slice(at * size, (at + 1) * size).join(' '),
  );
}
