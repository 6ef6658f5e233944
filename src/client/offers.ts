import type { Message } from '../protocol/messages.ts';
import type { Outcome } from './seal-port.ts';
import type { Turn } from './turn.ts';

/** So many offers lie at the nuvem for those who add this device to a room; below the half they are filled up. */
const wanted = 40;
/** The one for when they are used up is made anew after this long. */
const week = 7 * 24 * 60 * 60 * 1000;

/** Asks how many are left. */
export function askOffers(turn: Turn): void {
  if (!turn.state.seals) return;
  turn.request({ type: 'keys-put', packages: [], last: undefined }, { for: 'offers' });
}

export function onOffersLeft(turn: Turn, { left }: Message<'keys-left'>): void {
  const { state, wall } = turn;
  const last = wall - state.lastOffer >= week;
  if (left >= wanted / 2 && !last) return;
  if (last) {
    state.lastOffer = wall;
    turn.write({ do: 'meta', key: 'last-offer', value: String(wall) });
  }
  turn.write({ do: 'offers', count: Math.max(0, wanted - left), last });
}

/** They are on disk with their secrets, so they may be given away. */
export function putOffers(
  turn: Turn,
  { packages, last }: Extract<Outcome, { of: 'offers' }>,
): void {
  if (turn.state.link.phase !== 'up') return;
  turn.request({ type: 'keys-put', packages: [...packages], last }, { for: 'put-offers' });
}
