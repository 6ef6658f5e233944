import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';

/** Why no memory of other processes can be searched here. */
export const whyNoMemory = reasonAgainst();

function reasonAgainst(): string | false {
  if (process.platform !== 'linux') return 'the memory of a process is a file on Linux only';
  const setting = '/proc/sys/kernel/yama/ptrace_scope';
  // Up to 1 a process may read what it has started itself.
  const scope = existsSync(setting) ? Number(readFileSync(setting, 'utf8')) : 0;
  return scope > 1 && process.getuid?.() !== 0 && 'this system lets nobody read it';
}

/** A text of letters and digits in every form in which a program may leave it. */
export function formsOf(text: string): ReadonlyMap<string, Buffer> {
  const plain = Buffer.from(text);
  const hex = plain.toString('hex');
  const forms = new Map([
    ['utf8', plain],
    ['utf16', Buffer.from(text, 'utf16le')],
    ['hex', Buffer.from(hex)],
    ['HEX', Buffer.from(hex.toUpperCase())],
    ['hex in utf16', Buffer.from(hex, 'utf16le')],
  ]);
  for (const encoding of ['base64', 'base64url'] as const)
    for (const before of [0, 1, 2]) {
      const inside = insideOf(plain, before, encoding);
      forms.set(`${encoding} ${before}`, Buffer.from(inside));
      forms.set(`${encoding} ${before} in utf16`, Buffer.from(inside, 'utf16le'));
    }
  return forms;
}

/** What stays the same of it, whatever stands before and behind. */
function insideOf(plain: Buffer, before: number, encoding: 'base64' | 'base64url'): string {
  const all = Buffer.concat([Buffer.alloc(before), plain]);
  const [from, to] = [Math.ceil((before * 8) / 6), Math.floor((all.length * 8) / 6)];
  return all.toString(encoding).slice(from, to);
}

/** Where a text was found: the form, the place, and what stands around it. */
type Trace = string;

function tracesIn(
  bytes: Buffer,
  forms: ReadonlyMap<string, Buffer>,
  place: string,
): readonly Trace[] {
  return [...forms].flatMap(([form, wanted]) => {
    const at = bytes.indexOf(wanted);
    if (at < 0) return [];
    const around = bytes.subarray(Math.max(0, at - 24), at + wanted.length + 40);
    return [`${form} in ${place}: ${JSON.stringify(around.toString('latin1'))}`];
  });
}

/** Of all files in a folder, and of their names. */
export async function tracesOnDisk(
  folder: string,
  forms: ReadonlyMap<string, Buffer>,
): Promise<readonly Trace[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const traces: Trace[] = [];
  for (const each of found) {
    const path = join(each.parentPath, each.name);
    traces.push(...tracesIn(Buffer.from(path), forms, 'a name'));
    if (each.isFile()) traces.push(...tracesIn(await readFile(path), forms, path));
  }
  return traces;
}

export const tracesInText = (text: string, forms: ReadonlyMap<string, Buffer>): readonly Trace[] =>
  tracesIn(Buffer.from(text), forms, 'what it printed');

const atOnce = 8 * 1024 * 1024;

/** Of everything that a process of this test can read of its own memory. */
export function tracesInMemory(pid: number, forms: ReadonlyMap<string, Buffer>): readonly Trace[] {
  const most = Math.max(...[...forms.values()].map(({ length }) => length));
  const chunk = Buffer.alloc(atOnce + most);
  const traces: Trace[] = [];
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    for (const { from, to, name } of readable(pid))
      for (let at = from; at < to; at += atOnce) {
        const size = Math.min(chunk.length, to - at);
        const read = readOr0(memory, chunk, size, at);
        traces.push(...tracesIn(chunk.subarray(0, read), forms, name));
      }
  } finally {
    closeSync(memory);
  }
  return traces;
}

interface Region {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

function readable(pid: number): readonly Region[] {
  return readFileSync(`/proc/${pid}/maps`, 'utf8')
    .split('\n')
    .flatMap((row) => {
      const [, from = '', to = '', name = ''] =
        /^([0-9a-f]+)-([0-9a-f]+) r\S+ \S+ \S+ \S+ *(.*)$/.exec(row) ?? [];
      const isOurs = from !== '' && !/^\[v(?:var|syscall)/.test(name);
      return isOurs
        ? [{ from: parseInt(from, 16), to: parseInt(to, 16), name: name || 'memory' }]
        : [];
    });
}

/** A page that cannot be read was mapped and never used, or has gone meanwhile. */
function readOr0(memory: number, into: Buffer, size: number, at: number): number {
  try {
    return readSync(memory, into, 0, size, at);
  } catch {
    return 0;
  }
}
