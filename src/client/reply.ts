import type { Refused } from './state.ts';
import type { Turn } from './turn.ts';

/** The answer, at once. */
export function answer(turn: Turn, n: number, value: unknown): void {
  turn.state.asks.delete(n);
  turn.do({ type: 'answer', ask: n, value });
}

/** The answer, when what it rests on is on disk. */
export function answerAfter(turn: Turn, n: number, value?: unknown): void {
  turn.state.asks.delete(n);
  turn.after({ type: 'answer', ask: n, value });
}

/** It may be known with the first `sync`: the ask begins anew then. */
export function later(turn: Turn, n: number): void {
  const asked = turn.state.asks.get(n);
  if (asked) turn.state.asks.set(n, { ...asked, sent: false });
}

/** It is for a commit, and begins anew when its room is at rest. */
export function hold(turn: Turn, n: number): void {
  later(turn, n);
  turn.state.held.add(n);
}

export const noSuchRoom: Refused = {
  code: 'refused',
  reason: ['refused', 'no-room'],
  refusal: 'no-room',
};

/** What is asked for came with a later version than this nuvem's. */
export const oldNuvem: Refused = { code: 'refused', reason: ['old-nuvem'] };
