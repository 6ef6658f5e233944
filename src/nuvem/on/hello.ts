import { no, ok } from '../../base/result.ts';
import { versions } from '../../protocol/messages.ts';
import type { Handler } from '../handler.ts';

/** Both sides speak the highest version that both know. */
export const onHello: Handler<'hello'> = (world, caller, { re, min, max, nonce }) => {
  const version = Math.min(max, versions.max);
  if (version < Math.max(min, versions.min)) return no('version');
  const own = world.random(32);
  caller.greeted = { client: Buffer.from(nonce), nuvem: own, version };
  const { name, registration } = world.settings;
  const former = world.former();
  caller.tell({
    type: 'greeting',
    re,
    version,
    name,
    nonce: own,
    features: [],
    registration,
    former: former.length > 0 ? former : undefined,
  });
  return ok(undefined);
};
