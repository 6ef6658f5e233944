import { safetyNumber } from '../../e2ee/codes.ts';
import type { KnownPerson } from '../sealed/known-port.ts';
import { alarmedAs } from './room-rows.ts';
import { pinOf, type Tools } from './step.ts';

/** Who somebody is; where they are now another than they were known to be, that is who is told. */
export function knownOf(tools: Tools, user: string): KnownPerson {
  const { claim } = tools.self;
  const pin = pinOf(tools, user);
  if (!pin) return { user, verified: false, since: 0 };
  const offered = tools.strangers.get(user);
  const others = [...alarmedAs(tools, user), ...(offered ? [offered] : [])];
  const other = others.find((one) => Buffer.compare(one, pin.identity) !== 0);
  const identity = other ?? pin.identity;
  const safety = safetyNumber({ user, identity }, claim);
  const verified = pin.verified && !other;
  return { user, identity, verified, since: pin.at, safety, ...(other && { changed: true }) };
}
