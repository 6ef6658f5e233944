import type { OpenLine } from './handler.ts';

/** Every open line, logged in or not. */
export interface Lines extends Iterable<OpenLine> {
  readonly add: (line: OpenLine) => void;
  readonly remove: (line: OpenLine) => void;
  /** From now on nothing more is read of any line, and new ones are refused. */
  readonly close: () => void;
  readonly closing: () => boolean;
  /** Resolves when the last line is gone. */
  readonly empty: () => Promise<void>;
}

export function newLines(): Lines {
  const lines = new Set<OpenLine>();
  const waiting: Array<() => void> = [];
  let closing = false;

  return {
    add: (line) => void lines.add(line),
    remove(line) {
      lines.delete(line);
      if (lines.size === 0) for (const resolve of waiting.splice(0)) resolve();
    },
    close: () => void (closing = true),
    closing: () => closing,
    empty: () =>
      lines.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)),
    [Symbol.iterator]: () => lines.values(),
  };
}
