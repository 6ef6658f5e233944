import type { Reason } from '../words/reason.ts';

/** What this home remembers of a nuvem: its key, and where it was found. */
export interface Pin {
  /** `sha256:` and 64 hex digits. */
  readonly nuvem: string;
  readonly addresses: readonly string[];
}

export type Trust =
  /** The key we know, at this address or a new one: silent. */
  | { readonly trust: 'known' }
  /** Neither key nor address is known: a first meeting. */
  | { readonly trust: 'new'; readonly nuvem: string; readonly vouched: boolean }
  /** Another key than the one that belongs here: refused, whoever vouches for it. */
  | { readonly trust: 'changed'; readonly nuvem: string; readonly expected: string };

export interface Meeting {
  readonly address: string;
  /** The key that was shown. */
  readonly nuvem: string;
  readonly vouched: boolean;
  /** The key that the user named with the address, or that the account belongs to. */
  readonly expected?: string | undefined;
}

/** Whether to talk to who answered. A certificate of a public authority does not override a pin. */
export function trust(pins: readonly Pin[], meeting: Meeting): Trust {
  const { address, nuvem, vouched, expected } = meeting;
  if (expected !== undefined)
    return expected === nuvem ? { trust: 'known' } : { trust: 'changed', nuvem, expected };
  if (pins.some((pin) => pin.nuvem === nuvem)) return { trust: 'known' };
  const here = pins.find((pin) => pin.addresses.includes(address));
  if (here) return { trust: 'changed', nuvem, expected: here.nuvem };
  return { trust: 'new', nuvem, vouched };
}

/** Why nobody is talked to who shows another key: both fingerprints. */
export const keyChanged = (
  { address, name }: { readonly address: string; readonly name: string },
  { nuvem, expected }: { readonly nuvem: string; readonly expected: string },
): Reason => ['key-changed', address, expected, nuvem, name];
