import { createHash } from 'node:crypto';

import type { Message } from '../../protocol/messages.ts';
import type { Ask } from '../port.ts';
import { answer, answerAfter, later } from '../reply.ts';
import type { Refused } from '../state.ts';
import type { Turn } from '../turn.ts';
import type { Shown } from './door-state.ts';
import { askOwn, dueRooms, settleKnock } from './door.ts';
import { tend } from './tend.ts';

/*
 * Six digits that a new device shows and one of its owner's types. The one here says what its nonce is only after the
 * new one has said its own, and is bound to it before: so a nuvem that stands between the two, with a key of its own
 * towards each, cannot choose nonces until the digits are the same, and has one chance in a million each time. A wrong
 * code ends the run, and a device shows digits only so often.
 */

/** An answer of the other device, and what is typed into this one. */
const patience = 20_000;
/** Digits are shown so often within that time: who asks for them again and again is looking for a match. */
const mostShows = 5;
const showsWithin = 10 * 60 * 1000;

const sizes = { commit: 65, nonce: 17 } as const;

const isAway = (device: number): Refused => ({ code: 'refused', reason: ['device-away', device] });

/** Begins with a device, or takes the digits that were read from it. */
export function confirm(turn: Turn, n: number, ask: Ask<'confirm'>): void {
  const { state } = turn;
  if (!/^[0-9a-f]{32}$/.test(ask.id)) return turn.refuse(n, { code: 'usage', reason: ['line-id'] });
  if (ask.digits !== undefined) return typed(turn, n, ask.device, ask.digits);
  if (state.link.phase !== 'up') return later(turn, n);
  const key = state.door.knocks.get(ask.device)?.key ?? '';
  if (key === '') {
    askOwn(turn);
    return turn.refuse(n, { code: 'refused', reason: ['no-device', ask.device] });
  }
  giveUpRun(turn);
  const { device } = ask;
  const run = { device, key, nonce: ask.id, ask: n, digits: undefined };
  state.door = { ...state.door, run };
  const bound = commitmentOf(state.door.key, key, ask.id);
  tellDevice(turn, device, `01${state.door.key}${bound}`, n);
  turn.timer('confirm', patience);
}

export const confirmLate = (turn: Turn): void => {
  if (turn.state.door.run?.digits === undefined) giveUpRun(turn);
};

function giveUpRun(turn: Turn): void {
  const { run } = turn.state.door;
  turn.state.door = { ...turn.state.door, run: undefined };
  if (run?.ask !== undefined) turn.refuse(run.ask, isAway(run.device));
}

export function onSayRefused(turn: Turn, ask: number | undefined): void {
  if (ask !== undefined && turn.state.door.run?.ask === ask) giveUpRun(turn);
}

const tellDevice = (turn: Turn, device: number, body: string, ask?: number): void =>
  turn.request(
    { type: 'device-say', device, body: Buffer.from(body, 'hex') },
    { for: 'device-say', ask },
  );

/** What another own device says; the nuvem says which one that is. */
export function onDeviceSays(turn: Turn, { device, body }: Message<'device-says'>): void {
  if (!turn.state.wary) return;
  const [kind] = body;
  const rest = Buffer.from(body.subarray(1)).toString('hex');
  if (kind === 1 && body.length === sizes.commit) onBound(turn, device, rest);
  if (kind === 2 && body.length === sizes.nonce) onNonceOf(turn, device, rest);
  if (kind === 3 && body.length === sizes.nonce) onOpened(turn, device, rest);
}

/** Here is the new device: its nonce comes from where chance is. */
function onBound(turn: Turn, device: number, rest: string): void {
  const { door } = turn.state;
  const isOver = turn.now >= door.shows.from + showsWithin || door.shows.count === 0;
  const shows = isOver ? { count: 0, from: turn.now } : door.shows;
  if (shows.count >= mostShows) return;
  const [key, commitment] = [rest.slice(0, 64), rest.slice(64)];
  const shown: Shown = { device, key, commitment, nonce: undefined };
  turn.state.door = { ...door, shown, shows: { ...shows, count: shows.count + 1 } };
  turn.do({ type: 'nonce', bytes: 16 });
}

export function onChance(turn: Turn, nonce: Uint8Array): void {
  const { door } = turn.state;
  const { shown } = door;
  if (!shown || shown.nonce !== undefined) return;
  const own = Buffer.from(nonce).toString('hex');
  turn.state.door = { ...door, shown: { ...shown, nonce: own } };
  tellDevice(turn, shown.device, `02${own}`);
}

/** The new device has said its nonce, so this one may say its own. */
function onNonceOf(turn: Turn, device: number, theirs: string): void {
  const { door } = turn.state;
  const { run } = door;
  if (run?.device !== device || run.digits !== undefined) return;
  const digits = digitsOf(turn, { asking: door.key, asked: run.key, nonces: run.nonce + theirs });
  tellDevice(turn, device, `03${run.nonce}`);
  if (run.ask !== undefined) answer(turn, run.ask, { state: 'shown' });
  turn.state.door = { ...door, run: { ...run, digits, ask: undefined } };
}

/** It is the nonce that the other one was bound to: the digits may be compared. */
function onOpened(turn: Turn, device: number, nonce: string): void {
  const { door } = turn.state;
  const { shown } = door;
  if (shown?.device !== device || shown.nonce === undefined) return;
  turn.state.door = { ...door, shown: undefined };
  if (commitmentOf(shown.key, door.key, nonce) !== shown.commitment) return;
  const nonces = nonce + shown.nonce;
  const digits = digitsOf(turn, { asking: shown.key, asked: door.key, nonces });
  turn.tell({ event: 'digits', device, digits });
}

/** The digits that somebody read from the new device: right or wrong, they serve once. */
function typed(turn: Turn, n: number, device: number, said: string): void {
  const { door } = turn.state;
  const { run } = door;
  if (run?.device !== device || run.digits === undefined)
    return turn.refuse(n, { code: 'refused', reason: ['digits-first', device] });
  turn.state.door = { ...door, run: undefined };
  const knock = door.knocks.get(device);
  if (said.replaceAll(/\D/g, '') !== run.digits || knock?.key !== run.key)
    return turn.refuse(n, { code: 'refused', reason: ['digits-wrong', device] });
  settleKnock(turn, device, { ...knock, confirmed: true });
  answerAfter(turn, n, { state: 'confirmed' });
  for (const { key } of dueRooms(turn)) {
    const room = turn.room(key);
    if (room) tend(turn, room, true);
  }
}

const sha = (...parts: readonly (string | Uint8Array)[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const commitmentOf = (asking: string, asked: string, nonce: string): string =>
  sha('pychat/1 confirm\0', Buffer.from(asking + asked + nonce, 'hex')).toString('hex');

/** Of whose devices they are, of both keys, and of both nonces. */
function digitsOf(
  { state }: Turn,
  { asking, asked, nonces }: Readonly<Record<'asking' | 'asked' | 'nonces', string>>,
): string {
  const bytes = Buffer.from(state.door.identity + asking + asked + nonces, 'hex');
  const number = sha(`pychat/1 digits\0${state.name}\0`, bytes).readUIntBE(0, 6) % 1_000_000;
  return String(number).padStart(6, '0');
}
