import { newLifetime } from '../base/lifetime.ts';
import { silent } from '../base/log.ts';
import type { Home } from '../home/paths.ts';
import { defaults } from '../nuvem/settings.ts';
import type { FromNuvem, Message } from '../protocol/messages.ts';
import { askNuvem, NoNuvem, type OwnerAsk } from './_control.ts';
import { openNuvem } from './_nuvem.ts';
import { Failure } from './failure.ts';

/** Asks the nuvem of this home; when none is running, it is opened for this one question, for nobody else to reach. */
export async function askOwner(
  home: Home,
  ask: OwnerAsk,
  signal: AbortSignal,
): Promise<Message<FromNuvem>> {
  try {
    return await askNuvem(home, ask, signal);
  } catch (failure) {
    if (!(failure instanceof NoNuvem)) throw failure;
  }
  await using life = newLifetime();
  const nuvem = await openNuvem(
    {
      home,
      settings: defaults,
      store: undefined,
      log: silent,
      keys: () => [],
      former: () => [],
      stop() {},
      reload: () => Promise.resolve(),
    },
    life,
  );
  const answer = await askNuvem(home, ask, signal);
  await nuvem.drain();
  return answer;
}

export async function inviteLocally(
  home: Home,
  { op, uses, days }: { readonly op: Buffer; readonly uses: number; readonly days: number },
  signal: AbortSignal,
): Promise<{ readonly code: string; readonly until: number }> {
  const answer = await askOwner(home, { type: 'admin.invite', op, uses, days }, signal);
  if (answer.type !== 'invite') throw new Failure(['nuvem-other-answer']);
  return answer;
}
