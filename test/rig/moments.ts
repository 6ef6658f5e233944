import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** What a process of the bench told, as a line of JSON, and the moment on the clock that all processes share. */
export type Moment = Readonly<Record<string, unknown>> & { readonly at: number };

/**
 * Answers what was told under that name about that, be it already or not yet. Throws when the process ends without
 * it.
 */
export function momentsOf(
  output: Readable,
  gone: Promise<unknown>,
): (what: string, about: unknown) => Promise<Moment> {
  const told: Moment[] = [];
  const wakers = new Set<() => void>();
  let over = false;
  const wake = (): void => {
    for (const waker of wakers) waker();
    wakers.clear();
  };
  createInterface({ input: output }).on('line', (line) => {
    told.push(JSON.parse(line) as Moment);
    wake();
  });
  const end = async (): Promise<void> => {
    await gone;
    over = true;
    wake();
  };
  void end();
  return async (what, about) => {
    for (;;) {
      const found = told.find((each) => each[what] === about);
      if (found) return found;
      if (over) throw new Error(`Nobody told ${what} ${String(about)} any more`);
      await new Promise<void>((resolve) => void wakers.add(resolve));
    }
  };
}
