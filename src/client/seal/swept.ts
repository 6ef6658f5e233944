import { sweep } from '../../e2ee/witness.ts';
import type { SealWrite } from './port.ts';
import type { Step } from './step.ts';

/** Entries that nobody can give any more. Own lines among them were sealed here, so they are counted. */
export function skipSwept(
  step: Step,
  { room, from, to, fair }: Extract<SealWrite, { readonly do: 'skip' }>,
): void {
  const { witness, gen } = step.place(room);
  if (!witness) return;
  const own = step.db.get<{ count: number | null }>(
    "SELECT max(count) AS count FROM outbox WHERE room=? AND gen=? AND state='stored' AND seq<=?",
    [room, gen, to],
  );
  const key = Buffer.from(step.self.key).toString('hex');
  const count = Math.max(witness.counts.get(key) ?? 0, own?.count ?? 0);
  if (count > 0) witness.counts.set(key, count);
  if (fair) sweep(witness, { from, to }, step.self.key);
}
