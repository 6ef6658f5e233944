import { createHash } from 'node:crypto';

import { entryKinds } from '../../protocol/entries.ts';
import { blobChunk, type Message } from '../../protocol/messages.ts';
import type { Kept } from '../db-port.ts';
import { put as putBack, takeAll } from '../out.ts';
import { acknowledged, fail, isPermanent, renumber } from '../outbox.ts';
import { pause } from '../pause.ts';
import { reasonOfRefusal } from '../refused.ts';
import { answerAfter, hold } from '../reply.ts';
import type { Outcome, Pending } from '../seal/port.ts';
import type { Refused } from '../state.ts';
import type { OpenRoom, Turn } from '../turn.ts';
import { noteBad } from './bad-offers.ts';
import { learnt } from './known.ts';
import type { Committing } from './state.ts';

/** It is made, and on disk: from here on only the nuvem says what becomes of it. */
export function onPlanned(turn: Turn, outcome: Extract<Outcome, { of: 'planned' }>): void {
  const room = turn.room(outcome.room);
  learnt(turn, outcome.identities);
  if (room?.seal.commit?.step !== 'planning') return;
  noteBad(turn, room, outcome);
  const { of: _of, bad: _bad, room: _room, identities: _identities, ...pending } = outcome;
  become(room, { step: 'sent', pending });
  if (turn.state.link.phase === 'up' && room.ready) send(turn, room, pending);
}

export function onUnplanned(turn: Turn, outcome: Extract<Outcome, { of: 'unplanned' }>): void {
  const room = turn.room(outcome.room);
  learnt(turn, outcome.identities);
  if (!room) return;
  noteBad(turn, room, outcome);
  giveUp(turn, room, { code: 'refused', reason: ['no-offers'] });
  // Whoever offered that is let be for a while, and the others go on.
  if (outcome.why !== 'nobody' || outcome.bad.length === 0)
    notNow(turn, room, { code: 'busy', wait: later });
}

/** What is too large goes first; all of it is safe to say again. */
export function send(turn: Turn, room: OpenRoom, pending: Pending): void {
  const { gen, epoch, no, wire, add, remove } = pending;
  const key = Buffer.from(room.key, 'hex');
  const inFrame = wire.length <= blobChunk;
  const blob = inFrame ? undefined : put(turn, room, wire);
  const welcome = pending.welcome ? put(turn, room, pending.welcome) : undefined;
  const body = inFrame ? wire : new Uint8Array();
  turn.request(
    { type: 'commit', room: key, gen, epoch, no, add, remove, body, blob, welcome },
    { for: 'commit', room: room.key, no },
  );
}

function put(turn: Turn, { key }: OpenRoom, bytes: Uint8Array): Uint8Array {
  const hash = createHash('sha256').update(bytes).digest();
  const room = Buffer.from(key, 'hex');
  for (let at = 0; at < bytes.length; at += blobChunk) {
    const body = bytes.subarray(at, at + blobChunk);
    turn.request(
      { type: 'blob-put', room, hash, size: bytes.length, at, body },
      { for: 'blob-put' },
    );
  }
  return hash;
}

/** The nuvem took it: it is on its way back in the log, unless this device has lost its place there meanwhile. */
export function onCommitStored(turn: Turn, room: OpenRoom, no: number): void {
  const pending = room.seal.commit?.pending;
  if (pending?.no !== no) return;
  become(room, { step: 'stored' });
  acknowledged(turn, room, no);
  if (isBehind(room, pending)) giveUp(turn, room);
}

/** Where it was made this device is no more, so it does not lead it on. */
const isBehind = ({ seal: { here } }: OpenRoom, { gen, epoch }: Pending): boolean =>
  here?.state === 'in'
    ? gen < here.gen || (gen === here.gen && epoch < here.epoch)
    : here !== undefined && epoch > 0;

/**
 * Nobody needs it any more. What was sent stays until its fate is known: the nuvem may have it, and then its number is
 * used up.
 */
export function letGo(turn: Turn, room: OpenRoom): void {
  const { commit } = room.seal;
  if (commit?.step === 'sent') return;
  if (commit?.step !== 'stored' || (commit.pending && isBehind(room, commit.pending)))
    giveUp(turn, room);
}

/** Its place in the log was passed, and this device did not follow it there. */
export function passedBy(
  turn: Turn,
  room: OpenRoom,
  { kind, device, no }: Pick<Kept, 'kind' | 'device' | 'no'>,
): void {
  const isOwn = kind === entryKinds.commit && device === turn.state.device;
  if (isOwn && room.seal.commit?.pending?.no === no) giveUp(turn, room);
}

/** Refused: for certain it is not in the log, whatever the reason. */
export function onCommitRefused(
  turn: Turn,
  room: OpenRoom,
  no: number,
  refused: Pick<Message<'refused'>, 'code' | 'text' | 'wait' | 'gen' | 'epoch'>,
): void {
  if (room.seal.commit?.pending?.no !== no) return;
  if (refused.code === 'gap') return turn.do({ type: 'hang-up' });
  const { gen = room.told.gen, epoch = room.told.epoch } = refused;
  room.told = { ...room.told, gen, epoch };
  const wish = room.seal.commit;
  if (refused.code === 'stale') return overtaken(turn, room);
  const why = { code: 'refused', reason: reasonOfRefusal(refused), refusal: refused.code } as const;
  giveUp(turn, room, why);
  notNow(turn, room, refused, wish);
}

/**
 * Another commit was first. Who asked for this one has it made anew, once that one was followed: before, whatever is
 * said for this epoch comes too late.
 */
function overtaken(turn: Turn, room: OpenRoom): void {
  const { commit, over } = room.seal;
  if (!commit?.pending) return;
  const { fresh, pending } = commit;
  const isLater = pending.gen === over.gen ? pending.epoch > over.epoch : pending.gen > over.gen;
  giveUp(turn, room);
  if (!fresh && isLater)
    room.seal = { ...room.seal, over: { gen: pending.gen, epoch: pending.epoch } };
  notNow(turn, room, { code: 'stale' });
}

/** What this device cannot make now it can hardly make a moment later. */
const later = 10_000;

/**
 * What was refused is not asked for again at once, and what can never be is told to who waits for it. That somebody here
 * may not have what they asked for says nothing of what is to be done there anyway.
 */
export function notNow(
  turn: Turn,
  room: OpenRoom,
  { code, wait }: Pick<Message<'refused'>, 'code' | 'wait'>,
  wish?: Pick<Committing, 'fresh' | 'ask'>,
): void {
  if (isPermanent(code)) {
    if (wish?.ask === undefined) room.told = { ...room.told, due: false };
    if (!wish?.fresh) return;
    for (const line of takeAll(turn, room)) {
      if (line.state === 'waiting') fail(turn, room, line, code);
      else putBack(turn, room, line);
    }
    return;
  }
  pause(turn, room, wait);
}

/** It is in the log, and this device has followed it. */
export function done(turn: Turn, room: OpenRoom): void {
  const ask = room.seal.commit?.ask;
  room.reserved = 0;
  room.seal = { ...room.seal, commit: undefined };
  turn.state.busy.add(room.key);
  if (ask !== undefined) answerAfter(turn, ask);
}

/** From here on the worker holds the commit, too. */
const made: ReadonlySet<Committing['step']> = new Set(['planning', 'sent', 'stored']);

/** Nothing of it is under way any more: lines go on as if it had not been. Who asked is told why, or waits for another. */
export function giveUp(turn: Turn, room: OpenRoom, why?: Refused): void {
  const { commit } = room.seal;
  if (!commit) return;
  if (made.has(commit.step)) turn.write({ do: 'unplan', room: room.key });
  room.seal = { ...room.seal, commit: undefined };
  if (room.reserved > 0) {
    room.reserved = 0;
    renumber(turn, room);
  }
  turn.state.busy.add(room.key);
  if (commit.ask === undefined) return;
  if (why) turn.refuse(commit.ask, why);
  else hold(turn, commit.ask);
}

/** The link is gone: what was only asked is asked anew, what was made waits for its fate. */
export function interrupted(turn: Turn, room: OpenRoom): void {
  room.seal = { ...room.seal, waits: undefined, again: false };
  const step = room.seal.commit?.step;
  if (step !== 'devices' && step !== 'offers' && step !== 'ready') return;
  giveUp(turn, room);
}

/** What became of a commit, by the nuvem's mark and the epoch it says the room is at. */
export function compare(turn: Turn, room: OpenRoom, mark: number): void {
  const { commit } = room.seal;
  const pending = commit?.pending;
  if (!commit || !pending || commit.step === 'stored') return;
  if (pending.no <= mark) return onCommitStored(turn, room, pending.no);
  const { gen, epoch } = room.told;
  const isNext = commit.fresh ? pending.gen > gen : pending.gen === gen && pending.epoch === epoch;
  if (!isNext) overtaken(turn, room);
}

/** Says again what was made before the link came back. */
export function resend(turn: Turn, room: OpenRoom): void {
  const { commit } = room.seal;
  if (commit?.step === 'sent' && commit.pending) send(turn, room, commit.pending);
}

export function become(room: OpenRoom, change: Partial<Committing>): void {
  const { commit } = room.seal;
  if (commit) room.seal = { ...room.seal, commit: { ...commit, ...change } };
}
