import { entryKinds } from '../../protocol/entries.ts';
import { beginAll } from '../asks.ts';
import type { Kept, Write } from '../db-port.ts';
import { notice } from '../notice.ts';
import { put } from '../out.ts';
import { onNotice } from '../receive.ts';
import { keptRow, roomRow, toOf } from '../rows.ts';
import type { Outcome, Person } from '../seal/port.ts';
import type { Room } from '../state.ts';
import type { OpenRoom, Turn } from '../turn.ts';
import { named, onMet } from './agree.ts';
import { checkAnnounced } from './announced.ts';
import { done, letGo, onPlanned, onUnplanned, passedBy } from './commit-fate.ts';
import { letInElsewhere } from './door.ts';
import { settleDoubt, wasOldCopy } from './doubted.ts';
import { learnt, nowVerified } from './known.ts';
import { placeOf } from './log.ts';
import { membersAfter } from './members-after.ts';
import { called, heardAbout, tellAgain, tellChanged } from './naming.ts';
import { askOffers, putOffers } from './offers.ts';
import { onProof } from './proofs.ts';
import { renewAfter } from './renew.ts';
import { stand, standsLeft } from './stand.ts';
import type { Suspicion } from './suspicion.ts';
import { tendIn } from './tend-in.ts';
import { onAccepted, tend } from './tend.ts';
import { judged, ledNowhere, ledOn } from './turning.ts';
import { missBefore } from './withheld.ts';

type Of<O extends Outcome['of']> = Extract<Outcome, { readonly of: O }>;
type Opening = Extract<Write, { readonly do: 'open' }>;

/** What a step came to, once it is on disk: told, and acted upon. */
export function onOutcomes(
  turn: Turn,
  writes: readonly Write[],
  outcomes: readonly Outcome[],
): void {
  const openings = new Map<string, Opening>();
  for (const write of writes) if (write.do === 'open') openings.set(placeOf(write.line), write);
  for (const outcome of outcomes) {
    renewAfter(turn, outcome);
    const act = acts[outcome.of] as (turn: Turn, outcome: never, opening?: Opening) => void;
    const place = 'seq' in outcome ? openings.get(placeOf(outcome)) : undefined;
    act(turn, outcome as never, place);
  }
  for (const { line } of openings.values()) judged(turn, line);
}

const acts: {
  readonly [O in Outcome['of']]: (turn: Turn, outcome: Of<O>, opening?: Opening) => void;
} = {
  offers: putOffers,
  sealed: onSealed,
  unsealed: onUnsealed,
  planned: onPlanned,
  unplanned: onUnplanned,
  opened: onOpened,
  unreadable: onUnreadable,
  changed: onChanged,
  lost: onLostKeys,
  entered: onEntered,
  'not-entered': onNotEntered,
  pinned: onPinned,
  met: onMet,
};

function onSealed(turn: Turn, { id, room: key, no, gen, epoch, wire }: Of<'sealed'>): void {
  const room = turn.room(key);
  const line = turn.state.lines.get(id);
  if (!room || line?.room !== key) return;
  const fits = line.no === no;
  put(turn, room, { ...line, sealing: false, ...(fits ? { wire, gen, epoch } : {}) });
  turn.state.busy.add(key);
}

/** It waits until the room is another: each way of becoming that takes it up again. */
function onUnsealed(turn: Turn, { id, why }: Of<'unsealed'>): void {
  const line = turn.state.lines.get(id);
  const room = line && turn.room(line.room);
  if (!room) return;
  put(turn, room, { ...line, sealing: false });
  // The worker and the core have to agree, or it would be asked again without end.
  const { here, commit } = room.seal;
  if (why === 'committing' && !commit) turn.write({ do: 'unplan', room: room.key });
  if (why === 'not-in' && here?.state === 'in')
    room.seal = { ...room.seal, here: { ...here, state: 'lost' } };
}

function onOpened(turn: Turn, outcome: Of<'opened'>, opening?: Opening): void {
  if (!opening) return;
  const { room: key, seq, body, suspicions } = outcome;
  const room = turn.room(key);
  if (room) heardAbout(turn, room, seq, body);
  if (opening.id === undefined && !outcome.isThat) tellLine(turn, { ...opening.line, body });
  if (!room) return;
  settleDoubt(turn, room, outcome);
  if (opening.line.kind === entryKinds.notice) onNotice(turn, room, { body });
  else if (isFromCopy(turn, opening, outcome)) wasOldCopy(turn);
  if (outcome.proof) onProof(turn, room, opening.line.from, outcome.proof);
  suspect(turn, room, opening.line, suspicions);
}

/** An own line that these files know nothing of. */
const isFromCopy = ({ state }: Turn, { id, line }: Opening, { again }: Of<'opened'>): boolean =>
  id === undefined && line.device === state.device && !again;

function suspect(turn: Turn, room: Room, { seq, from }: Kept, all: readonly Suspicion[]): void {
  const to = toOf(turn.state, room);
  for (const suspicion of all) turn.tell({ event: 'suspicion', room: to, seq, from, suspicion });
}

function onUnreadable(turn: Turn, outcome: Of<'unreadable'>, opening?: Opening): void {
  if (opening) tellLine(turn, { ...opening.line, kind: 4, body: Buffer.from(outcome.why) });
  const room = turn.room(outcome.room);
  if (!room) return;
  settleDoubt(turn, room, outcome);
  if (!opening) return;
  passedBy(turn, room, opening.line);
  if (opening.line.kind === entryKinds.commit) ledNowhere(turn, room);
  if (outcome.why === 'ahead') missBefore(turn, room);
}

const tellLine = (turn: Turn, kept: Kept): void =>
  turn.tell({ event: 'line', line: keptRow(turn.state, kept) });

/** The room is at its next epoch: who is in it, and what may be sealed for it. */
function onChanged(turn: Turn, outcome: Of<'changed'>, opening?: Opening): void {
  const { room: key, by, added, removed, out, own, identities } = outcome;
  const room = turn.room(key);
  if (opening) {
    checkAnnounced(turn, outcome);
    const { came, left, begun } = outcome;
    const body = Buffer.from(JSON.stringify({ by, added, removed, came, left, begun }));
    tellLine(turn, { ...opening.line, body });
  }
  if (!room) return standsLeft(turn, outcome, out ? 'out' : 'in');
  letInElsewhere(turn, by, added);
  room.members = membersAfter(room, outcome);
  stand(turn, room, outcome, out ? 'out' : 'in');
  room.told = { ...room.told, inside: !out };
  room.seal = { ...room.seal, committer: by };
  learnt(turn, identities);
  if (!out) ledOn(room, outcome);
  if (own) taken(turn, room, added);
  else if (out) letGo(turn, room);
  beginAll(turn);
  if (room.told.due) tend(turn, room);
}

/** The commit of this device is in the log. */
function taken(turn: Turn, room: OpenRoom, added: readonly Person[]): void {
  named(turn, room, added);
  if (added.length > 0) tellChanged(turn, room);
  done(turn, room);
}

function onLostKeys(turn: Turn, outcome: Of<'lost'>, opening?: Opening): void {
  const { room: key, why } = outcome;
  const room = turn.room(key);
  if (opening) tellLine(turn, { ...opening.line, kind: 4, body: Buffer.from(why) });
  if (room) settleDoubt(turn, room, outcome);
  if (!room?.seal.here) return;
  room.seal = { ...room.seal, here: { ...room.seal.here, state: 'lost' } };
  turn.tell({ event: 'room', room: roomRow(turn.state, room) });
  if (opening) passedBy(turn, room, opening.line);
  letGo(turn, room);
  tend(turn, room);
}

function onEntered(turn: Turn, outcome: Of<'entered'>): void {
  const room = turn.room(outcome.room);
  if (!room) return standsLeft(turn, outcome, 'in');
  turn.state.door = { ...turn.state.door, outside: 0 };
  stand(turn, room, outcome, 'in');
  learnt(turn, outcome.identities);
  called(turn, room, outcome.title);
  if (outcome.untold && isFirst(turn.state.device, outcome.roster)) tellAgain(turn, room);
  if (outcome.seq > room.cursor) {
    room.cursor = outcome.seq;
    turn.mark(room.key);
  }
  letGo(turn, room);
  if (room.told.due) tend(turn, room);
  // The offers may be used up: anybody can ask for them.
  if (turn.state.link.phase === 'up') askOffers(turn);
}

/** One of all who know better says so. */
const isFirst = (device: number, roster: readonly Person[]): boolean =>
  roster.every((one) => one.device >= device);

function onNotEntered(turn: Turn, { room: key, seq, why }: Of<'not-entered'>): void {
  const room = turn.room(key);
  if (!room) return;
  room.seal = { ...room.seal, declined: Math.max(seq, room.seal.declined) };
  if (why === 'in') return;
  turn.tell(notice(['not-let-in', toOf(turn.state, room)]));
  tendIn(turn, room, 0);
}

/** They were compared: the core has nobody pinned otherwise. */
function onPinned(turn: Turn, { user, alarm }: Of<'pinned'>): void {
  turn.state.strangers.delete(user);
  if (alarm.length === 0) nowVerified(turn, user);
  for (const { key, seal } of turn.state.rooms.values()) {
    const room = turn.room(key);
    if (!room || !seal.here?.alarm.includes(user) || alarm.includes(key)) continue;
    const others = seal.here.alarm.filter((name) => name !== user);
    room.seal = { ...room.seal, here: { ...seal.here, alarm: others } };
    turn.state.busy.add(key);
    turn.tell({ event: 'room', room: roomRow(turn.state, room) });
  }
  onAccepted(turn, user);
}
