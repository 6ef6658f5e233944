import { setTimeout as pause } from 'node:timers/promises';

import type { Pty } from './pty.ts';

/** Letters of one cell that no line of the bench has: such a one is on the screen only when it was typed. */
const [firstLetter, lastLetter] = [0x100, 0x24f];
/** Faster than anybody types, so that the rare slow one is met too. */
const restMs = 15;
const erase = '\u007f';

/** Types one letter after the other: milliseconds until each is on the terminal, p50 and p99. */
export async function echoes(
  pty: Pty,
  name: string,
  isOver = (): boolean => false,
): Promise<Record<string, number>> {
  const taken: number[] = [];
  for (let letter = firstLetter; letter <= lastLetter && !isOver(); letter += 1) {
    taken.push(await pty.echo(String.fromCharCode(letter)));
    pty.type(erase);
    await pause(restMs);
  }
  const sorted = taken.toSorted((one, other) => one - other);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)] ?? 0;
  return { [`${name}.p50`]: at(0.5), [`${name}.p99`]: at(0.99) };
}
