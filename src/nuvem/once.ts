import { ok, type Result } from '../base/result.ts';
import type { Refusal } from '../protocol/refusals.ts';
import type { World } from './handler.ts';

/**
 * Does something once per operation id, and answers a repetition as the first time. Two at the same time
 * may both do it, so what it does must be safe to repeat by itself; what it answers is then the first's.
 */
export async function once(
  { store, now }: Pick<World, 'store' | 'now'>,
  op: Uint8Array,
  work: () => Promise<Result<Uint8Array, Refusal>>,
): Promise<Result<Uint8Array, Refusal>> {
  const before = await store.answered(op);
  if (before) return ok(before);
  const answer = await work();
  if (answer.ok) await store.remember(op, answer.value, now());
  return answer;
}
