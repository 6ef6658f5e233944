import type { Message } from '../../protocol/messages.ts';
import { answer } from '../reply.ts';
import type { Outcome } from '../seal/port.ts';
import type { Turn } from '../turn.ts';
import { oldCopy } from './old-copy.ts';

/** So many offers lie at the nuvem for those who add this device to a room; below the half they are filled up. */
const wanted = 40;
/** The one for when they are used up is made anew after this long. */
const week = 7 * 24 * 60 * 60 * 1000;

/** Asks how many are left. */
export function askOffers(turn: Turn): void {
  if (!turn.state.seals) return;
  turn.request({ type: 'keys-put', packages: [], last: undefined }, { for: 'offers' });
}

export function onOffersLeft(turn: Turn, message: Message<'keys-left'>): void {
  const { left } = message;
  const { state, wall } = turn;
  // What was offered was on disk before: these are not the files of then.
  if (left > 0 && state.lastOffer === 0) return oldCopy(turn);
  onOffersPut(turn, message);
  const last = wall - state.lastOffer >= week;
  if (left >= wanted / 2 && !last) return;
  if (last) {
    state.lastOffer = wall;
    turn.write({ do: 'meta', key: 'last-offer', value: String(wall) });
  }
  turn.write({ do: 'offers', count: Math.max(0, wanted - left), last });
}

export function onOffersPut(turn: Turn, { left }: Message<'keys-left'>): void {
  turn.state.offered = left > 0;
  tellReachable(turn);
}

/** Those who wait for it are told that this device can be let into rooms. */
export function tellReachable(turn: Turn): void {
  if (!turn.state.offered) return;
  for (const { n, ask } of turn.state.asks.values())
    if (ask.kind === 'reachable') answer(turn, n, undefined);
}

/** They are on disk with their secrets, so they may be given away. */
export function putOffers(
  turn: Turn,
  { packages, last }: Extract<Outcome, { of: 'offers' }>,
): void {
  if (turn.state.link.phase !== 'up') return;
  turn.request({ type: 'keys-put', packages: [...packages], last }, { for: 'put-offers' });
}
