import type { SealWrite } from './port.ts';
import { sealedRows } from './room-rows.ts';
import { pinOf, putPin, type Step, strangers } from './step.ts';

/** From now on that is who somebody is; rooms that waited for it may go on. */
export function pin(
  step: Step,
  { user, identity, verified }: Extract<SealWrite, { readonly do: 'pin' }>,
): void {
  const known = pinOf(step, user);
  const isSame = known !== undefined && Buffer.compare(known.identity, identity) === 0;
  const at = isSame ? known.at : step.now();
  if (user !== step.self.claim.user) putPin(step, user, { identity, verified, at });
  step.strangers.delete(user);
  const alarm: string[] = [];
  for (const { room, roster } of sealedRows(step)) {
    if (!roster.some((person) => person.user === user)) continue;
    const place = step.place(room);
    if (place.state !== 'in') continue;
    const now = strangers(step, place.roster, new Set([...place.alarm, user]));
    if (now.includes(user)) alarm.push(room);
    if (now.length !== place.alarm.length) place.alarm = now;
  }
  step.tell({ of: 'pinned', user, alarm });
}
