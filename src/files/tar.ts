/* The format of POSIX.1-2001 (pax): what ustar's fields cannot say goes into a record in front of the entry. */
const block = 512;

/** An entry of an archive: a file, or a folder, whose path ends with a slash. */
export interface Entry {
  /** Below the folder that is archived, with that folder's own name in front. */
  readonly path: string;
  readonly size: number;
  /** Seconds since 1970. */
  readonly time: number;
}

/** Behind the last entry. */
export const tarEnd = 2 * block;

/** Bytes that an entry takes with its header, up to the next one. */
export const tarSize = (entry: Entry): number => headOf(entry).length + padded(entry.size);

/** A file's bytes end at the end of a block. */
export const padded = (size: number): number => Math.ceil(size / block) * block;

/** All that stands in front of an entry's bytes. The same for the same entry, whoever's machine this is. */
export function headOf(entry: Entry): Buffer {
  const records = recordsOf(entry);
  const head = headerOf({ ...entry, path: fitting(entry.path) }, typeOf(entry.path));
  if (records.length === 0) return head;
  const of = { path: 'PaxHeader', size: records.length, time: entry.time };
  const space = Buffer.alloc(padded(records.length) - records.length);
  return Buffer.concat([headerOf(of, 'x'), records, space, head]);
}

const largest = 8 ** 11 - 1;
const isPlain = (path: string): boolean => /^[\x20-\x7e]*$/.test(path) && path.length <= 100;

/** What readers that know no records see. */
const fitting = (path: string): string =>
  isPlain(path)
    ? path
    : path
        .replaceAll(/[^\x20-\x7e]/g, '_')
        .slice(-100)
        .replace(/^\/+/, '');

function recordsOf({ path, size }: Entry): Buffer {
  const records: Buffer[] = [];
  if (!isPlain(path)) records.push(recordOf('path', path));
  if (size > largest) records.push(recordOf('size', String(size)));
  return Buffer.concat(records);
}

/** `length key=value\n`, where the length counts itself. */
function recordOf(key: string, value: string): Buffer {
  const rest = Buffer.from(` ${key}=${value}\n`);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length)
    length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

const typeOf = (path: string): string => (path.endsWith('/') ? '5' : '0');

/** Nobody owns it, and nothing in it can be run: whose it was is not said. */
function headerOf({ path, size, time }: Entry, type: string): Buffer {
  const head = Buffer.alloc(block);
  head.write(path, 0, 100, 'latin1');
  head.write(type === '5' ? '0000755' : '0000644', 100, 'latin1');
  head.write('0000000', 108, 'latin1');
  head.write('0000000', 116, 'latin1');
  head.write(octal(size > largest ? 0 : size), 124, 'latin1');
  head.write(octal(Math.min(Math.max(0, time), largest)), 136, 'latin1');
  head.fill(' ', 148, 156);
  head.write(type, 156, 'latin1');
  head.write('ustar\u000000', 257, 'latin1');
  let sum = 0;
  for (const byte of head) sum += byte;
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return head;
}

const octal = (value: number): string => value.toString(8).padStart(11, '0');
