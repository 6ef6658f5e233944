import type { Result } from '../../base/result.ts';
import { no, ok } from '../../base/result.ts';
import { enter, epochOf, membersOf, refsIn, type Room } from '../../e2ee/room.ts';
import { letInAt } from '../../e2ee/witness.ts';
import type { Outcome, SealWrite } from '../seal-port.ts';
import { groupOf } from './label.ts';
import { offerOf, offerUsed } from './offers.ts';
import { mostBytes, mostDevices, type Place, stand, standingOf } from './place.ts';
import { learn, type Step, strangers } from './step.ts';

type Enter = Extract<SealWrite, { readonly do: 'enter' }>;
type Why = Extract<Outcome, { readonly of: 'not-entered' }>['why'];

/** Into a room, by the invitation that somebody's commit made. */
export async function enterRoom(step: Step, wish: Enter): Promise<void> {
  const { room, gen, seq } = wish;
  const place = step.place(room);
  const entered = await entering(step, place, wish);
  if (!entered.ok) return step.tell({ of: 'not-entered', room, gen, why: entered.error });
  const mls = entered.value;
  const epoch = Number(epochOf(mls));
  stand(place, mls, gen, epoch);
  place.witness = letInAt(seq);
  // The first commit of a generation let everybody in: nobody has said anything yet.
  if (epoch === 1)
    for (const { key } of membersOf(mls).values())
      place.witness.counts.set(Buffer.from(key).toString('hex'), 0);
  const identities = learn(step, place.roster);
  const changed = identities.filter(({ is }) => is === 'changed').map(({ user }) => user);
  place.alarm = strangers(step, place.roster, changed);
  step.tell({ of: 'entered', room, seq, identities, ...standingOf(place, mls) });
}

async function entering(
  step: Step,
  place: Place,
  { room, gen, welcome }: Enter,
): Promise<Result<Room, Why>> {
  const isOld = place.state === 'in' ? gen <= place.gen : gen < place.gen;
  if (isOld) return no('in');
  if (welcome.length > mostBytes) return no('full');
  const refs = await refsIn(welcome);
  if (!refs.ok) return no('forged');
  const offer = offerOf(step, refs.value);
  if (!offer) return no('no-offer');
  const entered = await enter(welcome, groupOf(room, gen), offer.own, step.vouches);
  if (!entered.ok) return no('forged');
  const mls = entered.value;
  if (membersOf(mls).size > mostDevices) return no('full');
  // An old invitation, to a time when this device was in the room already.
  if (gen === place.gen && Number(epochOf(mls)) <= place.epoch) return no('forged');
  offerUsed(step, offer.ref);
  return ok(mls);
}
