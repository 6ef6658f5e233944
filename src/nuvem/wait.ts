import { ok, type Result } from '../base/result.ts';
import { refusals } from '../protocol/refusals.ts';
import type { Caller } from './handler.ts';

/** Refuses with the time after which trying again makes sense; nothing is held meanwhile. */
export function sayWait(
  { tell }: Pick<Caller, 'tell'>,
  re: number,
  wait: number,
  code: 'wait' | 'slow-mode' | 'quota' | 'disk-full' = 'wait',
): Result<void, never> {
  const { text } = refusals[code];
  tell({ type: 'refused', re, code, text, wait: Math.min(Math.ceil(wait), 86_400_000) });
  return ok(undefined);
}

const triesOfLine = 20;

/** A line has so many tries; more of them cost another handshake, which costs the peer as well. */
export function triedEnough(caller: Pick<Caller, 'tries'>): boolean {
  caller.tries += 1;
  return caller.tries > triesOfLine;
}

/** How long who has tried enough is told to wait: the longest that anybody is. */
export const longestWait = 30_000;
