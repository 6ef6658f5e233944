import { type Change as Followed, follow } from '../../e2ee/commit.ts';
import { type Head, headIn } from '../../e2ee/head.ts';
import { epochOf, type Member, membersOf, type Room, widthOf } from '../../e2ee/room.ts';
import { mostLeaves } from '../../e2ee/tree.ts';
import { atBeginning, counted, discounted, passed } from '../../e2ee/witness.ts';
import type { Kept } from '../db-port.ts';
import { lineAt } from '../db/queries.ts';
import { again, isBy, isOver, unreadOf, wrongIn } from './hear.ts';
import { labelOf } from './label.ts';
import { newcomersIn } from './newcomers.ts';
import { dropPending, giveUp, mostBytes, nobody, type Place, stand, standingOf } from './place.ts';
import type { Change, Outcome, Pending, Person, Standing, Unread } from './port.ts';
import { personOf } from './roster.ts';
import { loadNext } from './rows.ts';
import { cannotRead, learn, type Step, strangers } from './step.ts';
import { renew } from './wear.ts';

type Lost = Extract<Outcome, { readonly of: 'lost' }>['why'];

/** A commit of a sealed room's log: the own one that was pending, or one to follow, or the end of what is known here. */
export async function openCommit(step: Step, line: Kept): Promise<void> {
  const place = step.place(line.room);
  if (isOver(place, line.seq)) return againCommit(step, line);
  if (isPending(step, place, line)) return adopt(step, place, line);
  if (!place.mls) return cannotRead(step, line, place.state === 'lost' ? 'lost' : 'not-in');
  const head = line.body.length > mostBytes ? undefined : headIn(line.body);
  const wrong = wrongIn(place, head, 'commit');
  if (head && wrong === 'ahead') return lose(step, place, line, aheadOf(place, head));
  if (wrong) return pass(step, place, line, wrong);
  if (line.device === step.self.claim.device) return lose(step, place, line, 'own');
  return followOther(step, place, place.mls, line);
}

/** How a room came to be what it was when this device was let in is not kept here. */
function againCommit(step: Step, line: Kept): void {
  if (lineAt(step.db, step.bodies, line.room, line.seq)) again(step, line);
}

const aheadOf = ({ gen }: Place, { group }: Head): Lost =>
  Buffer.from(group).readUInt32BE(16) > gen ? 'newer' : 'ahead';

/** No commit of this epoch, so it ends nothing. */
function pass(step: Step, { witness }: Place, line: Kept, why: Unread): void {
  if (witness) passed(witness, line.seq, line.body);
  cannotRead(step, line, why);
}

const isPending = (step: Step, place: Place, { device, no, body }: Kept): boolean => {
  const { pending } = place;
  return (
    pending !== undefined &&
    leadsOn(place, pending) &&
    device === step.self.claim.device &&
    no === pending.no &&
    Buffer.compare(pending.wire, body) === 0
  );
};

/** What this device was let in past would lead it back, and from a place that it lost nothing leads on. */
const leadsOn = (place: Place, { gen, epoch }: Pending): boolean =>
  epoch === 0
    ? gen > place.gen
    : place.mls !== undefined && gen === place.gen && epoch === place.epoch;

/** A commit that only adds leaves its author's keys as they are. */
const renews = ({ epoch, add, remove }: Pending): boolean =>
  epoch === 0 || remove.length > 0 || add.length === 0;

/** The own commit came back: it counts from here on, and not a moment before. */
function adopt(step: Step, place: Place, line: Kept): void {
  const { pending, mls: was } = place;
  if (!pending) return;
  const next = place.next ?? loadNext(step, line.room);
  const isFresh = pending.epoch === 0;
  const before = was && !isFresh ? membersOf(was) : new Map<number, Member>();
  const after = [...membersOf(next).values()];
  const gone = new Set(pending.remove);
  const come = new Set(pending.add);
  const change: Followed = {
    room: next,
    by: { ...step.self.claim, leaf: next.state.privatePath.leafIndex, key: step.self.key },
    added: after.filter(({ device }) => come.has(device)),
    removed: [...before.values()].filter(({ device }) => gone.has(device)),
  };
  if (isFresh || !place.witness) {
    place.witness = atBeginning();
    for (const { key } of after) counted(place.witness, key);
  }
  if (renews(pending)) renew(step, place);
  moved(step, place, line, { change, next, gen: pending.gen, own: true });
}

async function followOther(step: Step, place: Place, mls: Room, line: Kept): Promise<void> {
  const { room, device, no } = line;
  const followed = await follow(mls, line.body, labelOf('commit', { room, device, no }));
  if (!followed.ok) return lose(step, place, line, unreadOf[followed.error.code]);
  const change = followed.value;
  if (!isBy(change.by, line)) return lose(step, place, line, 'forged');
  const next = change.room;
  if (!next) return leave(step, place, mls, line, change);
  if (widthOf(next) > mostLeaves) return lose(step, place, line, 'full');
  moved(step, place, line, { change, next, gen: place.gen, own: false });
}

interface Moved {
  readonly change: Followed;
  readonly next: Room;
  readonly gen: number;
  readonly own: boolean;
}

/** Into the next epoch. Who comes counts their lines from 1, also if they were here before. */
function moved(step: Step, place: Place, line: Kept, { change, next, gen, own }: Moved): void {
  const { witness } = place;
  if (witness) {
    for (const { key } of change.removed) discounted(witness, key);
    for (const { key } of change.added) counted(witness, key);
    passed(witness, line.seq, line.body);
  }
  const before = { ...place };
  stand(place, next, { gen, epoch: Number(epochOf(next)), seq: line.seq, came: change.added });
  dropPending(place);
  const identities = learn(step, change.added);
  const changed = identities.filter(({ is }) => is === 'changed').map(({ user }) => user);
  place.alarm = strangers(step, place.roster, new Set([...place.alarm, ...changed]));
  place.newcomers = newcomersIn(before, place, { ...change, own }, step.self);
  place.named = nobody;
  const told = { own, out: false, identities, ...standingOf(place, next) };
  tell(step, line, change, {
    ...told,
    ...wholly(change, before.roster, place.roster),
    ...begun(place),
  });
}

/** Epoch 1 is what the first commit of a generation leads to. */
const begun = ({ gen, epoch }: Place) => (epoch === 1 ? { begun: gen } : {});

/** Who comes with their first device, and who goes with their last. */
function wholly(
  { by, added, removed }: Followed,
  before: readonly Person[],
  after: readonly Person[],
): Pick<Change, 'came' | 'left'> {
  const beyond = (people: readonly Person[], others: readonly Person[]): readonly string[] => {
    const there = new Set(others.map(({ user }) => user));
    return [...new Set(people.map(({ user }) => user))].filter((user) => !there.has(user));
  };
  return { came: beyond(added, [...before, by]), left: beyond(removed, after) };
}

/** This device was removed. */
function leave(step: Step, place: Place, mls: Room, line: Kept, change: Followed): void {
  const standing = standingOf(place, mls);
  const own = step.self.claim.user;
  const left = place.roster.every(isGone(change, own)) ? [own] : [];
  giveUp(place, 'out');
  dropPending(place);
  tell(step, line, change, { own: false, out: true, identities: [], left, ...standing });
}

/** None of that user's devices is in any more, as far as is known. */
const isGone =
  ({ removed }: Followed, user: string) =>
  (one: Person): boolean =>
    one.user !== user || removed.some(({ device }) => device === one.device);

type Told = Pick<
  Extract<Outcome, { readonly of: 'changed' }>,
  'own' | 'out' | 'identities' | 'came' | 'left' | 'begun' | keyof Standing
>;

/** Commits stay to be seen in the log: who let whom in, and who was removed. */
const commit = 3;

function tell(step: Step, line: Kept, followed: Followed, told: Told): void {
  const { room, seq } = line;
  const change: Change = {
    by: personOf(followed.by),
    added: followed.added.map(personOf),
    removed: followed.removed.map(personOf),
    ...(told.came && { came: told.came }),
    ...(told.left && { left: told.left }),
    ...(told.begun && { begun: told.begun }),
  };
  const body = Buffer.from(JSON.stringify(change));
  step.archive({ ...line, kind: commit, body }, false);
  step.tell({ of: 'changed', room, seq, ...change, ...told });
}

/** The nuvem's epoch goes on without this device. */
function lose(step: Step, place: Place, line: Kept, why: Lost): void {
  giveUp(place, 'lost');
  step.archive({ ...line, kind: 4, body: Buffer.from(why) }, false);
  step.tell({ of: 'lost', room: line.room, seq: line.seq, why });
}
