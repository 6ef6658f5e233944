import { plan, type Planned } from '../../e2ee/commit.ts';
import { invitation } from '../../e2ee/invitation.ts';
import { newPackage, type Offer, offerIn } from '../../e2ee/package.ts';
import { type Member, membersOf, newRoom, type Room } from '../../e2ee/room.ts';
import { atBeginning, markOf } from '../../e2ee/witness.ts';
import { asideFor } from './aside.ts';
import { groupOf, labelOf } from './label.ts';
import { namedIn } from './newcomers.ts';
import { mostBytes, mostDevices, type Place } from './place.ts';
import type { Learnt, Offered, Outcome, Pending, SealWrite } from './port.ts';
import { learn, pinOf, type Step } from './step.ts';
import { titleFor } from './title.ts';

type Plan = Extract<SealWrite, { readonly do: 'plan' }>;
type Why = Extract<Outcome, { readonly of: 'unplanned' }>['why'];

/** Prepares a commit, and keeps what it leads to, before anybody hears of it. */
export async function planCommit(step: Step, wish: Plan): Promise<void> {
  const { room } = wish;
  const place = step.place(room);
  const refuse = (why: Why, { bad, identities }: Pick<Taken, 'bad' | 'identities'>): void =>
    step.tell({ of: 'unplanned', room, why, bad, identities });
  const base = await baseOf(step, place, wish);
  if (typeof base === 'string') return refuse(base, { bad: [], identities: [] });
  const members = [...membersOf(base).values()];
  const own = step.self.claim.device;
  const leaving = members.filter(({ device }) => device !== own && wish.remove.includes(device));
  const staying = members.filter((member) => !leaving.includes(member));
  const taken = await takenOf(step, staying, wish.add);
  const { offers } = taken;
  const why = hindrance(wish, leaving.length + offers.length, staying.length + offers.length);
  if (why) return refuse(why, taken);
  const made = await commitOf(step, base, wish, { leaving, offers });
  if (!made) return refuse('full', taken);
  place.next = made.next;
  place.pending = pendingOf(wish, place, made, { leaving, offers });
  const met = learn(
    step,
    offers.map(({ claim }) => claim),
  );
  const { bad, identities } = taken;
  step.tell({ of: 'planned', room, bad, identities: [...identities, ...met], ...place.pending });
}

function hindrance({ add, remove, fresh }: Plan, changes: number, size: number): Why | undefined {
  const isWished = add.length + remove.length > 0;
  if (changes === 0 && isWished && !fresh) return 'nobody';
  return size > mostDevices ? 'full' : undefined;
}

interface Changes {
  readonly leaving: readonly Member[];
  readonly offers: readonly Offer[];
}

/** Undefined when it is larger than anybody takes. */
async function commitOf(
  step: Step,
  base: Room,
  { room, no, fresh }: Plan,
  { leaving, offers }: Changes,
): Promise<Planned | undefined> {
  const label = labelOf('commit', { room, device: step.self.claim.device, no });
  const remove = leaving.map(({ leaf }) => leaf);
  const made = await plan(base, { add: offers, remove }, label);
  if (!made.ok) throw made.error;
  const { next, wire } = made.value;
  const place = step.place(room);
  const { witness } = place;
  const before = fresh ? markOf(atBeginning()) : witness && markOf(witness);
  const aside = asideOf(step, place, { leaving, offers });
  const welcome =
    made.value.welcome &&
    (await invitation(next, { wire, welcome: made.value.welcome, aside }, before));
  if (Math.max(wire.length, welcome?.length ?? 0) > mostBytes) return undefined;
  return { next, wire, ...(welcome && { welcome }) };
}

/** Strangers are told what the room is called when something is said to them. */
function asideOf(step: Step, place: Place, { leaving, offers }: Changes): Uint8Array {
  const isNamed = namedIn(place, step.self.claim);
  const gone = new Set(leaving.map(({ device }) => device));
  const unnamed = offers.map(({ claim }) => claim).filter((one) => !isNamed(one));
  const isBegun = place.state !== 'none';
  const strangers = isBegun ? place.newcomers.filter(({ device }) => !gone.has(device)) : unnamed;
  const isTold = isBegun || unnamed.length === 0;
  return asideFor(
    strangers.map(({ device }) => device),
    isTold ? titleFor(place) : undefined,
  );
}

/** The room that the commit is made in. */
async function baseOf(step: Step, place: Place, { room, gen, fresh }: Plan): Promise<Room | Why> {
  if (!fresh) return place.mls && place.gen === gen ? place.mls : 'not-in';
  if (place.state !== 'none' && gen <= place.gen) return 'past';
  const own = await newPackage(step.self);
  return newRoom(groupOf(room, gen), own, step.vouches);
}

const pendingOf = (
  { gen, no, fresh }: Plan,
  { epoch }: Place,
  { wire, welcome }: Planned,
  { leaving, offers }: Changes,
): Pending => ({
  no,
  gen,
  epoch: fresh ? 0 : epoch,
  wire,
  ...(welcome && { welcome }),
  add: offers.map(({ claim }) => claim.device),
  remove: leaving.map(({ device }) => device),
});

interface Taken {
  readonly offers: readonly Offer[];
  readonly bad: readonly number[];
  /** Whose identity is not the one they are known by. */
  readonly identities: readonly Learnt[];
}

/** The offers that hold: of who they are said to be of, and of somebody who is who they were. */
async function takenOf(
  step: Step,
  staying: readonly Member[],
  add: readonly Offered[],
): Promise<Taken> {
  const devices = new Set(staying.map(({ device }) => device));
  const keys = new Set(staying.map(({ key }) => hex(key)));
  const bad: number[] = [];
  const offers: Offer[] = [];
  const identities: Learnt[] = [];
  for (const each of add) {
    const offer = await offerOf(step, each);
    const { device } = each;
    const other = offer && otherThan(step, offer.claim);
    if (other) {
      identities.push(other);
      step.strangers.set(other.user, other.identity);
    }
    if (!offer || other || devices.has(device) || keys.has(hex(offer.key))) bad.push(device);
    else {
      devices.add(device);
      keys.add(hex(offer.key));
      offers.push(offer);
    }
  }
  return { offers, bad, identities };
}

function otherThan(step: Step, { user, identity }: Offer['claim']): Learnt | undefined {
  const pin = pinOf(step, user);
  const isOther = pin && Buffer.compare(pin.identity, identity) !== 0;
  return isOther ? { user, identity, is: 'changed' } : undefined;
}

async function offerOf(step: Step, { user, device, package: bytes, key }: Offered) {
  try {
    const offer = await offerIn(bytes, step.vouches);
    if (key && Buffer.compare(key, offer.key) !== 0) return undefined;
    return offer.claim.user === user && offer.claim.device === device ? offer : undefined;
  } catch {
    // Whatever it is, it is nobody's offer: who it was said to be of is told.
    return undefined;
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
