import { resolve, sep } from 'node:path';

/** As the process that fetches a file has to know it; a folder keeps its sign. */
export function wholeOut(out: string): string {
  const whole = resolve(out);
  return isFolder(out) && !isFolder(whole) ? `${whole}${sep}` : whole;
}

export const isFolder = (path: string): boolean => path.endsWith('/') || path.endsWith(sep);
