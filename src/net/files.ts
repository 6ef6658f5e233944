import { readFile } from 'node:fs/promises';

/** Files and sockets that this process may have open; the system closes newcomers beyond it without a word. */
export async function mostOpenFiles(): Promise<number> {
  const limits = await readFile('/proc/self/limits', 'latin1').catch(() => '');
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Infinity);
}
