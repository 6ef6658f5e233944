import type { FromNuvem, Message } from '../protocol/messages.ts';
import { onAskRefused, onReply } from './asks.ts';
import { onOpenRefused, opened } from './drafts.ts';
import { onGreeting, onLinkRefused, onSeatsFull, onWelcome, tellLink } from './link.ts';
import { onOlderPage, onOlderRefused } from './older.ts';
import { onPostRefused, onStored } from './outbox.ts';
import { onPong } from './pulse.ts';
import { onPage } from './receive.ts';
import { remotes } from './remote.ts';
import type { Request } from './request.ts';
import { onSearchPage } from './restore.ts';
import { sealedRefusals, sealedReplies } from './sealed/answers.ts';
import { onOffersLeft, onOffersPut } from './sealed/offers.ts';
import { onKeep } from './sealed/swept.ts';
import { onRoom, onSynced } from './sync.ts';
import type { Turn } from './turn.ts';

/** A message that carries the number of a request: what it means depends on what was asked. */
export function answered(turn: Turn, message: Message<FromNuvem>): void {
  const re = 're' in message ? message.re : undefined;
  const request = re === undefined ? undefined : turn.state.requests.get(re);
  // `sync` has several answers, of which `synced` is the last.
  if (message.type === 'room' && request?.for === 'sync') return ignore(onRoom(turn, message));
  if (re !== undefined) turn.state.requests.delete(re);
  if (turn.state.link.phase === 'stopped') return stopped(turn);
  if (message.type === 'refused') return refused(turn, request, message);
  if (request) reply(turn, request, message);
}

/** Nothing more is heard, but this device may have to be signed off before it hangs up. */
function stopped(turn: Turn): void {
  const isLeft = [...turn.state.requests.values()].some((each) => each.for === 'revoke');
  if (!isLeft) turn.do({ type: 'hang-up' });
}

/** A nuvem that answers something else than it was asked is none to go on with. */
function reply(turn: Turn, request: Request, message: Message<FromNuvem>): void {
  if (isExpected(turn, request, message.type))
    replies[request.for](turn, request as never, message);
  else turn.do({ type: 'hang-up' });
}

const seated: readonly FromNuvem[] = ['welcome', 'seats-full'];
const done: readonly FromNuvem[] = ['ok'];
const kinds: { readonly [F in Exclude<Request['for'], 'ask'>]: readonly FromNuvem[] } = {
  hello: ['greeting'],
  resume: seated,
  seat: seated,
  sync: ['synced'],
  ping: ['pong'],
  revoke: done,
  forget: done,
  post: ['stored'],
  open: ['room'],
  fetch: ['page'],
  search: ['page'],
  older: ['page'],
  offers: ['keys-left'],
  'put-offers': ['keys-left'],
  'blob-put': done,
  'blob-get': ['blob'],
  'room-devices': ['room-devices-are'],
  claim: ['keys'],
  commit: ['stored'],
  newcomer: ['devices-are'],
  'own-devices': ['devices-are'],
  'device-say': done,
};

function isExpected(turn: Turn, request: Request, type: FromNuvem): boolean {
  if (request.for !== 'ask') return kinds[request.for].includes(type);
  const asked = turn.state.asks.get(request.ask);
  // Who asked may have given up.
  return !asked || type === (remotes[asked.ask.kind]?.reply ?? 'ok');
}

type Replies = {
  readonly [F in Request['for']]: (
    turn: Turn,
    request: Extract<Request, { readonly for: F }>,
    message: Message<FromNuvem>,
  ) => void;
};

const ignore = (_value?: unknown): void => {};

const replies: Replies = {
  hello: start,
  resume: start,
  seat: (turn, { ask }, message) => {
    onReply(turn, ask, message);
    start(turn, undefined, message);
  },
  sync: (turn, _request, message) => {
    if (message.type !== 'synced') return;
    onSynced(turn);
    tellLink(turn);
  },
  ping: onPong,
  revoke: ignore,
  forget: ignore,
  ask: (turn, { ask }, message) => onReply(turn, ask, message),
  post: (turn, { room, id }, message) => {
    if (message.type === 'stored') onStored(turn, room, id, message);
  },
  open: (turn, { room }, message) => {
    if (message.type === 'room') opened(turn, room, onRoom(turn, message));
  },
  fetch: (turn, request, message) => {
    if (message.type === 'page') onPage(turn, request, message);
  },
  search: (turn, request, message) => {
    if (message.type === 'page') onSearchPage(turn, request, message);
  },
  older: (turn, request, message) => {
    if (message.type === 'page') onOlderPage(turn, request, message);
  },
  offers: (turn, _request, message) => {
    if (message.type === 'keys-left') onOffersLeft(turn, message);
  },
  'put-offers': (turn, _request, message) => {
    if (message.type === 'keys-left') onOffersPut(turn, message);
  },
  'blob-put': ignore,
  ...sealedReplies,
};

function start(turn: Turn, _request: unknown, message: Message<FromNuvem>): void {
  if (message.type === 'greeting') onGreeting(turn, message);
  if (message.type === 'welcome') {
    onKeep(turn, message);
    onWelcome(turn, message);
  }
  if (message.type === 'seats-full') onSeatsFull(turn, message);
}

/** A refusal of the log-in, of `sync`, or of nothing in particular concerns the link itself. */
function refused(turn: Turn, request: Request | undefined, message: Message<'refused'>): void {
  if (!request) return onLinkRefused(turn, message);
  const refusal = refusals[request.for];
  if (refusal) refusal(turn, request as never, message);
  else onLinkRefused(turn, message);
}

type Refusal = (turn: Turn, request: never, message: Message<'refused'>) => void;

const refusals: { readonly [F in Request['for']]?: Refusal } = {
  post: (turn, { room, id }: Post, message) => onPostRefused(turn, room, id, message),
  open: (turn, { room }: Post, { code, wait }) => onOpenRefused(turn, room, code, wait),
  ask: (turn, { ask }: Asking, { code, text }) => onAskRefused(turn, ask, code, text),
  seat: (turn, { ask }: Asking, { code, text }) => onAskRefused(turn, ask, code, text),
  older: onOlderRefused,
  revoke: ignore,
  forget: ignore,
  ping: ignore,
  // A hole or a past that the nuvem does not show: the next connection asks again.
  ...sealedRefusals,
  offers: ignore,
  'put-offers': ignore,
  'blob-put': ignore,
  fetch: (turn) => turn.do({ type: 'hang-up' }),
  search: (turn) => turn.do({ type: 'hang-up' }),
};

interface Post {
  readonly room: string;
  readonly id: string;
}
interface Asking {
  readonly ask: number;
}
