import { longestBody, longestStrangerBody } from '../protocol/frames.ts';
import type { Line } from '../protocol/line.ts';
import type { FromNuvem, Message } from '../protocol/messages.ts';
import { type Refusal, refusals } from '../protocol/refusals.ts';
import { encode } from '../protocol/wire.ts';
import type { Seated } from '../store/rows.ts';
import type { Allowance } from './allowances.ts';
import type { Caller, OpenLine, World } from './handler.ts';
import { newEar } from './hearing.ts';
import type { Session } from './hub.ts';
import { loginFailed } from './login-failed.ts';
import { newBuckets, newPace, type Pace } from './pace.ts';

/** Where the nuvem serves one line: the caller, and why the line is not read just now. */
export interface Desk extends Caller, OpenLine {
  readonly world: World;
  readonly line: Line;
  pace: Pace;
  /** Of the account, from the log-in on. */
  allowance: Allowance | undefined;
  ended: boolean;
  /** A handler waits for something. */
  busy: boolean;
  /** Too fast: cancels the wait. */
  resting: (() => void) | undefined;
  /** Too much is on its way out. */
  full: boolean;
}

/** Queued bytes are at most this many times the limit of live pushes, then the line is not read. */
const deaf = 2;
/** The same for what cannot wait: past it the session is ended. */
const hopeless = 8;
/** A line that should close and does not, is cut after this. */
const lastWords = 5000;
/** A person chooses which session to end. */
const choosing = 120_000;

export function newDesk(world: World, line: Line, owner: boolean): Desk {
  const now = world.uptime();
  const watch = { since: now, received: 0, queued: 0, at: now };
  const desk: Desk = {
    world,
    line,
    address: line.address,
    owner,
    pace: newPace(newBuckets(world.settings, now)),
    allowance: undefined,
    greeted: undefined,
    login: undefined,
    tries: 0,
    waiting: undefined,
    passwordAt: undefined,
    session: undefined,
    ended: false,
    busy: false,
    resting: undefined,
    full: false,
    tell: (message) => tell(desk, message),
    refuse: (code, re, head) => refuse(desk, code, re, head),
    spend: (tokens) => rest(desk, 'other', desk.pace.charge('other', 0, world.uptime(), tokens)),
    leave: () => hangUp(desk),
    sit: (seated) => sit(desk, seated),
    beat: (at) => beat(desk, watch, at),
  };
  line.limit = owner ? longestBody : longestStrangerBody;
  return desk;
}

export const tooMuchQueued = ({ line, world }: Desk): boolean =>
  line.queued() > deaf * world.settings.outgoing;

export const isReading = ({ ended, busy, resting, full }: Desk): boolean =>
  !ended && !busy && !resting && !full;

/** The line is not read for so long; who is here is told so once. */
export function rest(desk: Desk, what: 'post' | 'other', wait: number): void {
  if (wait === 0 || desk.ended) return;
  const { world, line } = desk;
  if (desk.session && desk.pace.tooFast()) {
    desk.tell({ type: 'slow-down', wait: Math.min(wait, 86_400_000) });
    world.activity('limit', { name: desk.session.user.name, what });
  }
  desk.resting?.();
  desk.resting = world.later(wait, () => {
    desk.resting = undefined;
    if (isReading(desk)) line.resume();
  });
}

function tell(desk: Desk, message: Message<FromNuvem>): void {
  if (desk.ended) return;
  if (desk.line.queued() > hopeless * desk.world.settings.outgoing) refuse(desk, 'slow');
  else desk.line.send(encode(message, desk.greeted?.version));
}

function refuse(desk: Desk, code: Refusal, re?: number, head?: number): void {
  if (desk.ended) return;
  const { fatal, text } = refusals[code];
  desk.world.log('debug', 'line.refused', { code });
  desk.line.send(encode({ type: 'refused', re, code, text, head }));
  if (fatal) hangUp(desk);
}

/** Gives the seat back, sends what is queued, closes. */
export function hangUp(desk: Desk): void {
  if (desk.ended) return;
  endDesk(desk);
  desk.line.close();
  desk.resting = desk.world.later(lastWords, desk.line.destroy);
}

/** The line is gone. */
export function gone(desk: Desk): void {
  endDesk(desk);
  desk.resting?.();
  desk.resting = undefined;
  desk.world.lines.remove(desk);
}

/** Whatever comes on the line from now on changes nothing. */
function endDesk(desk: Desk): void {
  desk.resting?.();
  desk.resting = undefined;
  if (desk.ended) return;
  desk.ended = true;
  const { session, world } = desk;
  loginFailed(world, desk);
  if (!session) return;
  const { device, user } = session;
  const current = world.hub.sessionOf(device.id) === session;
  world.hub.leave(session);
  world.transfers.endSession(session);
  if (!current) return;
  world.activity('session.end', { name: user.name, device: device.id });
  world.store.endSession(device.id, world.now()).catch((failure: unknown) => {
    world.log('warn', 'session.end', { why: String(failure) });
  });
}

function sit(desk: Desk, seated: Seated): 'seated' | 'gone' | { full: readonly Session[] } {
  if (desk.ended) return 'gone';
  const session = newSession(desk, seated);
  const answer = desk.world.hub.sit(session);
  if (answer !== 'seated') return answer;
  const { uptime, allowances } = desk.world;
  desk.session = session;
  desk.allowance = allowances.of(seated.user.id, uptime());
  desk.pace = newPace(desk.allowance.buckets);
  desk.login = undefined;
  desk.waiting = undefined;
  desk.line.limit = longestBody;
  return 'seated';
}

function newSession(desk: Desk, { user, device, fence, blocks }: Seated): Session {
  const { line, world } = desk;
  return {
    id: world.nextSession(),
    user: { id: user.id, name: user.name, role: user.role, receiptsOff: user.receiptsOff },
    device,
    fence,
    blocks,
    version: desk.greeted?.version ?? 1,
    since: world.now(),
    away: false,
    tell: desk.tell,
    send: (frames) => {
      if (!desk.ended) line.send(frames);
    },
    refuse: desk.refuse,
    queued: line.queued,
    end: (why) => desk.refuse(why),
    ear: newEar(),
  };
}

interface Watch {
  readonly since: number;
  received: number;
  queued: number;
  at: number;
}

function beat(desk: Desk, watch: Watch, now: number): void {
  if (desk.ended) return;
  if (desk.session || desk.owner) listen(desk, watch, now);
  else if (now - watch.since > desk.world.settings.patience + (desk.waiting ? choosing : 0))
    refuse(desk, 'slow');
}

function listen(desk: Desk, watch: Watch, now: number): void {
  const { line, owner, busy, resting, world } = desk;
  const received = line.received();
  const queued = line.queued();
  // a line that is not read for a while, or that takes what it is given, is not silent
  const lives = received !== watch.received || queued < watch.queued;
  watch.received = received;
  watch.queued = queued;
  if (lives || owner || busy || resting) watch.at = now;
  else if (now - watch.at > world.settings.silence) refuse(desk, 'slow');
}
