import type { Result } from '../../base/result.ts';
import { no, ok } from '../../base/result.ts';
import type { Mark } from '../../e2ee/body.ts';
import { attempted } from '../../e2ee/fault.ts';
import { type Invitation, invitationIn, markAt, toldIn } from '../../e2ee/invitation.ts';
import { enter, epochOf, membersOf, refsIn, type Room } from '../../e2ee/room.ts';
import { counted, letInAt } from '../../e2ee/witness.ts';
import { asideIn } from './aside.ts';
import { groupOf } from './label.ts';
import { newcomersSince } from './newcomers.ts';
import { offerOf, offerUsed } from './offers.ts';
import { mostBytes, mostDevices, nobody, type Place, stand, standingOf } from './place.ts';
import type { Outcome, SealWrite } from './port.ts';
import { learn, type Step, strangers } from './step.ts';
import { toldTitle } from './title.ts';
import { renew } from './wear.ts';

type Enter = Extract<SealWrite, { readonly do: 'enter' }>;
type Why = Extract<Outcome, { readonly of: 'not-entered' }>['why'];

interface Entered {
  readonly mls: Room;
  /** What the others had read of the log, up to the commit, when that is known. */
  readonly mark: Mark | undefined;
  /** What else they tell. */
  readonly aside: Uint8Array | undefined;
}

/** Into a room, by the invitation that somebody's commit made. */
export async function enterRoom(step: Step, wish: Enter): Promise<void> {
  const { room, gen, seq } = wish;
  const place = step.place(room);
  const entered = await entering(step, place, wish);
  if (!entered.ok) return step.tell({ of: 'not-entered', room, seq, why: entered.error });
  const { mls, mark, aside } = entered.value;
  const epoch = Number(epochOf(mls));
  const before = { ...place };
  // An own commit that was sent stays: the nuvem may have it, and then its number is used up.
  stand(place, mls, { gen, epoch, seq, came: 'perhaps all' });
  // Who comes counts anew.
  place.spent = false;
  place.witness = letInAt(seq, mark);
  // The first commit of a generation let everybody in: nobody has said anything yet.
  if (epoch === 1) for (const { key } of membersOf(mls).values()) counted(place.witness, key);
  const identities = learn(step, place.roster);
  const changed = identities.filter(({ is }) => is === 'changed').map(({ user }) => user);
  place.alarm = strangers(step, place.roster, changed);
  const { strangers: strange, about } = asideIn(aside);
  place.newcomers = newcomersSince(before, place, { strangers: strange }, step.self);
  place.named = nobody;
  renew(step, place);
  const untold = toldTitle(place, seq, about);
  const { title } = place;
  step.tell({ of: 'entered', room, seq, identities, title, untold, ...standingOf(place, mls) });
}

async function entering(step: Step, place: Place, wish: Enter): Promise<Result<Entered, Why>> {
  const { gen, welcome } = wish;
  const isOld = place.state === 'in' ? gen <= place.gen : gen < place.gen;
  if (isOld) return no('in');
  if (welcome.length > mostBytes) return no('full');
  const invited = await attempted(async () => {
    const read = invitationIn(welcome);
    const refs = await refsIn(read.welcome);
    if (!refs.ok) throw refs.error;
    return { ...read, refs: refs.value };
  });
  if (!invited.ok) return no('forged');
  const offer = offerOf(step, invited.value.refs);
  if (!offer) return no('no-offer');
  const entered = await throughDoor(step, invited.value, wish, offer.own);
  const why = entered.ok ? objection(place, wish, entered.value.mls) : 'forged';
  if (!entered.ok || why) return no(why ?? 'forged');
  offerUsed(step, offer.ref);
  return ok(entered.value);
}

function objection(place: Place, { gen }: Enter, mls: Room): Why | undefined {
  if (membersOf(mls).size > mostDevices) return 'full';
  // An old invitation, to a time when this device was in the room already.
  return gen === place.gen && Number(epochOf(mls)) <= place.epoch ? 'forged' : undefined;
}

const throughDoor = (
  { vouches }: Step,
  invited: Invitation,
  { room, gen, seq }: Enter,
  own: Parameters<typeof enter>[2],
) =>
  attempted(async (): Promise<Entered> => {
    const entered = await enter(invited.welcome, groupOf(room, gen), own, vouches);
    if (!entered.ok) throw entered.error;
    const mls = entered.value;
    return { mls, mark: await markAt(mls, invited, seq), aside: await toldIn(mls, invited) };
  });
