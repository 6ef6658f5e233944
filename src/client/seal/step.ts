import type { Self } from '../../e2ee/package.ts';
import { copyOf } from '../../e2ee/witness.ts';
import type { Kept } from '../db-port.ts';
import type { Cache } from './cache.ts';
import type { Place } from './place.ts';
import type { Learnt, Outcome, Unread } from './port.ts';
import type { Resident } from './roster.ts';
import { type Disk, loadPlace, type Run, savePlace } from './rows.ts';
import { oneByOne, type Signatures, together } from './signatures.ts';

/** What sealing works with. */
export interface Tools extends Disk {
  readonly self: Self;
  readonly cache: Cache;
  /** As whom people offered themselves who are known as somebody else. */
  readonly strangers: Map<string, Uint8Array>;
  /** The time of day, for what expires. */
  readonly now: () => number;
}

/** One transaction: rooms are copied when they are first touched, and nobody else sees the copies before it is on disk. */
export interface Step extends Tools, Pick<Signatures, 'isSigned'> {
  readonly run: Run;
  readonly place: (room: string) => Place;
  readonly tell: (outcome: Outcome) => void;
  readonly archive: (line: Kept, own: boolean) => void;
}

export interface OpenStep extends Step, Signatures {
  /** The last statements of the transaction. */
  readonly finish: () => void;
  /** The transaction is on disk. */
  readonly done: () => void;
}

/** What a step is given; with `hurried` it is taken back whole when not all signatures hold. */
export interface Means extends Pick<Step, 'run' | 'tell' | 'archive'> {
  readonly hurried: boolean;
}

export function newStep(tools: Tools, { hurried, ...means }: Means): OpenStep {
  const { cache, bodies } = tools;
  const touched = new Map<string, { readonly before: Place; readonly after: Place }>();
  return {
    ...tools,
    ...means,
    ...(hurried ? together() : oneByOne),
    place(room) {
      const known = touched.get(room);
      if (known) return known.after;
      const before = cache.get(room) ?? loadPlace(tools, room);
      const { witness } = before;
      const after = { ...before, witness: witness && copyOf(witness) };
      touched.set(room, { before, after });
      return after;
    },
    finish() {
      for (const { before, after } of touched.values()) savePlace(means.run, bodies, before, after);
    },
    done() {
      for (const { after } of touched.values()) cache.put(after);
    },
  };
}

/** Kind of what is archived in the place of an entry that cannot be read. */
const unread = 4;

/** The place in the log is shown, whatever became of the entry. */
export function cannotRead(step: Step, line: Kept, why: Unread): void {
  step.archive({ ...line, kind: unread, body: Buffer.from(why) }, false);
  step.tell({ of: 'unreadable', room: line.room, seq: line.seq, why });
}

interface PinRow {
  readonly identity: Uint8Array;
  readonly verified: number;
  readonly at: number;
}

export interface Pin {
  readonly identity: Uint8Array;
  readonly verified: boolean;
  readonly at: number;
}

const pinPlace = (user: string): string => `pin ${user}`;

/** The identity that somebody is known by. */
export function pinOf(
  { db, bodies, self }: Pick<Tools, 'db' | 'bodies' | 'self'>,
  user: string,
): Pin | undefined {
  if (user === self.claim.user) return { identity: self.claim.identity, verified: true, at: 0 };
  const row = db.get<PinRow>('SELECT identity, verified, at FROM pins WHERE user=?', [user]);
  if (!row) return undefined;
  const { identity, verified, at } = row;
  return { identity: bodies.open(pinPlace(user), identity), verified: verified === 1, at };
}

export function putPin(
  { run, bodies }: Pick<Step, 'run' | 'bodies'>,
  user: string,
  { identity, verified, at }: Pin,
): void {
  run('INSERT OR REPLACE INTO pins VALUES (?,?,?,?)', [
    user,
    bodies.seal(pinPlace(user), identity),
    Number(verified),
    at,
  ]);
}

/** Who is met for the first time is pinned; who is another than before is told. */
export function learn(
  step: Step,
  residents: readonly Pick<Resident, 'user' | 'identity'>[],
): readonly Learnt[] {
  const learnt = new Map<string, Learnt>();
  const seen = new Set<string>();
  for (const { user, identity } of residents) {
    const once = `${user} ${Buffer.from(identity).toString('latin1')}`;
    if (seen.has(once)) continue;
    seen.add(once);
    const pin = pinOf(step, user);
    if (pin && Buffer.compare(pin.identity, identity) === 0) continue;
    if (!pin) putPin(step, user, { identity, verified: false, at: step.now() });
    learnt.set(once, { user, identity, is: pin ? 'changed' : 'new' });
  }
  return [...learnt.values()];
}

/** Those of `users` who are in the room under another identity than they are known by. */
export function strangers(
  step: Step,
  roster: readonly Resident[],
  users: Iterable<string>,
): readonly string[] {
  const suspects = new Map([...users].map((user) => [user, pinOf(step, user)]));
  const found = roster.filter(({ user, identity }) => {
    const pin = suspects.get(user);
    return pin !== undefined && Buffer.compare(pin.identity, identity) !== 0;
  });
  return [...new Set(found.map(({ user }) => user))];
}
