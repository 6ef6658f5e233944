import type { Fingerprint } from '../base/fingerprint.ts';
import { versions } from '../protocol/messages.ts';
import type { Message } from '../protocol/messages.ts';
import { type Reason, whyOf } from '../words/reason.ts';
import { notice } from './notice.ts';
import { forgetPosts } from './outbox.ts';
import { keyChanged } from './pins.ts';
import type { Ask, ErrorCode, Link } from './port.ts';
import { reasonOfRefusal } from './refused.ts';
import { remotes } from './remote.ts';
import { renewed } from './renewed.ts';
import { interrupted } from './sealed/commit-fate.ts';
import type { State } from './state.ts';
import { measured } from './stats.ts';
import { sync } from './sync.ts';
import type { Turn } from './turn.ts';

/** Back-off: full jitter below a ceiling that doubles. */
const shortest = 250;
const longest = 15_000;
/** Dialling, greeting and logging in together. */
const patience = 15_000;
/** Between two pings. */
export const beat = 10_000;

export function linkRow(turn: Pick<Turn, 'state' | 'now'>): Link {
  const { phase, retryAt, latency, reason, code, seats } = turn.state.link;
  return {
    state: phase === 'up' ? 'up' : 'down',
    ...(phase === 'resting' ? { retryIn: Math.max(0, retryAt - turn.now) } : {}),
    ...(phase === 'up' && latency !== undefined ? { latency } : {}),
    ...(reason === undefined ? {} : whyOf(reason)),
    ...(code === undefined ? {} : { code }),
    ...(phase === 'seats' ? { seats } : {}),
  };
}

/** The one whose turn it is. */
const addressNow = ({ addresses, link }: Pick<State, 'addresses' | 'link'>): string =>
  addresses[link.tries % Math.max(1, addresses.length)] ?? '';

export const tellLink = (turn: Turn): void => turn.tell({ event: 'link', link: linkRow(turn) });

/** Dials the next address. */
export function dial(turn: Turn): void {
  const { link } = turn.state;
  if (link.phase !== 'resting' && link.phase !== 'stopped') return;
  const address = addressNow(turn.state);
  turn.stopTimer('dial');
  turn.setLink({ phase: 'dialing', n: link.n + 1, missed: 0, seats: [], paused: false });
  turn.timer('answer', patience);
  turn.do({ type: 'dial', n: link.n + 1, address });
}

export function onDialled(turn: Turn, nuvem: string, nonce: Uint8Array): void {
  const { state } = turn;
  if (state.link.phase !== 'dialing') return;
  if (nuvem !== state.nuvem) {
    const changed = { nuvem, expected: state.nuvem };
    turn.do({ type: 'hang-up' });
    return down(
      turn,
      keyChanged({ address: addressNow(state), name: state.name }, changed),
      'key-changed',
    );
  }
  turn.setLink({ phase: 'greeting', nonce, pingAt: turn.now });
  turn.timer('ping', beat);
  const { agent } = state;
  const hello = { type: 'hello', ...versions, agent, nonce, features: [] } as const;
  turn.request(hello, { for: 'hello' });
}

export function onRenewed(turn: Turn, nuvem: Fingerprint): void {
  turn.state.nuvem = nuvem;
  turn.tell(notice(renewed(addressNow(turn.state), nuvem)));
}

export function onGreeting(turn: Turn, { nonce, version }: Message<'greeting'>): void {
  const { link, nextRe } = turn.state;
  if (link.phase !== 'greeting') return;
  turn.setLink({ phase: 'resuming', version, ...measured(turn) });
  turn.state.requests.set(nextRe, { for: 'resume' });
  turn.state.nextRe += 1;
  turn.do({
    type: 'resume',
    re: nextRe,
    clientNonce: link.nonce,
    nuvemNonce: new Uint8Array(nonce),
  });
}

/** Seated. The new ticket is made durable before anything else: until then the former one still works. */
export function onWelcome(turn: Turn, welcome: Message<'welcome'>): void {
  const { state } = turn;
  state.newIncarnation = Buffer.from(welcome.incarnation).toString('hex');
  const address = addressNow(state);
  state.addresses = [address, ...state.addresses.filter((each) => each !== address)];
  turn.setLink({ phase: 'keeping', session: welcome.session, tries: 0 });
  const ticket = Buffer.from(welcome.ticket).toString('hex');
  turn.do({ type: 'keep', n: state.link.n, ticket, address });
}

export function onKept(turn: Turn): void {
  if (turn.state.link.phase === 'keeping') sync(turn);
}

export function onSeatsFull(turn: Turn, { sessions }: Message<'seats-full'>): void {
  turn.stopTimer('answer');
  const who = sessions.map(({ id, label }) => `${id} ${label}`).join(', ');
  const reason = ['seats-full', who] as const;
  turn.setLink({ phase: 'seats', seats: sessions, reason, code: 'refused' });
  tellLink(turn);
}

/** The link is gone. What was on its way comes back to where it waited. */
export function down(turn: Turn, reason: Reason, code: ErrorCode = 'unreachable'): void {
  const { state } = turn;
  if (state.link.phase === 'resting') return;
  forget(turn);
  if (state.link.phase === 'stopped') return;
  const wait = backOff(state.link.tries, state.addresses.length, turn.chance);
  turn.setLink({ tries: state.link.tries + 1, code });
  rest(turn, wait, reason);
}

function rest(turn: Turn, wait: number, reason: Reason): void {
  turn.setLink({ phase: 'resting', retryAt: turn.now + wait, reason });
  turn.timer('dial', wait);
  tellLink(turn);
}

/** Several addresses are tried in turn, and only a whole round counts as a failure. */
function backOff(tries: number, addresses: number, chance: number): number {
  const rounds = Math.floor(tries / Math.max(1, addresses));
  const ceiling = Math.min(longest, shortest * 2 ** Math.min(rounds, 10));
  return Math.round(ceiling * chance);
}

function forget(turn: Turn): void {
  const { state } = turn;
  for (const timer of ['answer', 'ping', 'ack', 'ack-slow', 'read', 'tend'] as const)
    turn.stopTimer(timer);
  const { requests, fetching, early, stalled, tending } = state;
  for (const each of [requests, fetching, early, stalled, tending]) each.clear();
  forgetPosts(turn);
  turn.state.door = { ...turn.state.door, asking: false };
  for (const key of state.rooms.keys()) {
    const room = turn.room(key);
    if (!room) continue;
    room.ready = false;
    room.opening = false;
    room.want = 0;
    room.search = undefined;
    room.ackTold = -1;
    interrupted(turn, room);
    if (room.durable > 0) turn.state.ackRooms.add(key);
  }
  for (const asked of state.asks.values())
    if (asked.sent && (remotes[asked.ask.kind] || asked.fetched)) {
      const { fetched: _fetched, ...again } = asked;
      turn.state.asks.set(asked.n, { ...again, sent: false, pages: [] });
    }
}

/** Nothing is tried again before somebody acts: a password, another nuvem, `retry`. */
export function stop(turn: Turn, reason: Reason, code: ErrorCode): void {
  turn.do({ type: 'hang-up' });
  turn.setLink({ phase: 'stopped', reason, code });
  forget(turn);
  tellLink(turn);
  for (const { n, ask } of turn.state.asks.values())
    if (!isForHere(ask)) turn.refuse(n, { code, reason });
}

/** It needs no nuvem, and is under way. */
const isForHere = (ask: Ask): boolean =>
  ask.kind === 'find-files' ||
  ask.kind === 'keep-files' ||
  (ask.kind === 'send' && ask.wait === 'waiting');

/** Gives way to another connection of this device; `dial` goes on. */
export function suspend(turn: Turn): void {
  turn.do({ type: 'hang-up' });
  turn.stopTimer('dial');
  forget(turn);
  turn.setLink({ phase: 'stopped', reason: ['password-changing'], code: undefined });
}

/** Begins, or goes on after that. */
export function begin(turn: Turn): void {
  turn.setLink({ reason: undefined, code: undefined });
  dial(turn);
}

/** Codes after which the same device with the same ticket would only be told the same. */
const final: ReadonlyMap<string, ErrorCode> = new Map([
  ['ticket', 'credentials'],
  ['revoked', 'credentials'],
  ['ended', 'credentials'],
  ['moved', 'refused'],
  ['fenced', 'refused'],
  ['version', 'refused'],
  ['key', 'key-changed'],
]);

/** The nuvem refuses the connection itself, or the log-in on it. */
export function onLinkRefused(turn: Turn, refused: Message<'refused'>): void {
  const code = final.get(refused.code);
  const { code: said, text } = refused;
  const reason = reasonOfRefusal({ code: said, text });
  if (code) return stop(turn, reason, code);
  turn.do({ type: 'hang-up' });
  if (refused.wait === undefined) return down(turn, reason);
  forget(turn);
  turn.setLink({ tries: turn.state.link.tries + 1 });
  rest(turn, refused.wait, reason);
}

/** The nuvem goes, and says for how long; everybody would come back at once, so a part of it is jitter. */
export function onGoing(turn: Turn, { wait }: Message<'going'>): void {
  turn.do({ type: 'hang-up' });
  forget(turn);
  rest(turn, Math.round(wait + shortest * turn.chance), ['restarting']);
}

/** Somebody pressed a key, or the network is back: the wait is over. */
export function retry(turn: Turn): void {
  const { phase } = turn.state.link;
  if (phase !== 'resting' && phase !== 'stopped') return;
  turn.setLink({ tries: 0, reason: undefined, code: undefined });
  dial(turn);
}
