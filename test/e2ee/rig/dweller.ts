import assert from 'node:assert/strict';

import type { Result } from '../../../src/base/result.ts';
import { type Change, follow, plan } from '../../../src/e2ee/commit.ts';
import type { Claim } from '../../../src/e2ee/credential.ts';
import { isSigned, newPair, rawPrivate, rawPublic, signed } from '../../../src/e2ee/curve.ts';
import type { SealFault } from '../../../src/e2ee/fault.ts';
import {
  newPackage,
  type Offer,
  offerIn,
  type OwnPackage,
  packageBytes,
  type Self,
} from '../../../src/e2ee/package.ts';
import { enter, newRoom, type Room } from '../../../src/e2ee/room.ts';

/** The user's word for a device, as the product's certificates are: the identity signs name and key. */
const vouched = (user: string, key: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`device of ${user}\0`), key]);

export const vouches = ({ user, identity, cert }: Claim, key: Uint8Array): boolean =>
  isSigned(identity, vouched(user, key), cert);

/** A device of somebody, that can be added to rooms. */
export interface Dweller {
  readonly self: Self;
  readonly offer: () => Promise<{ readonly own: OwnPackage; readonly offer: Offer }>;
}

export interface Identity {
  readonly public: Uint8Array;
  readonly secret: Uint8Array;
}

export function newIdentity(): Identity {
  const made = newPair('ed25519');
  return { public: rawPublic(made.public), secret: rawPrivate(made.private) };
}

let devices = 0;

export function newDweller(user: string, identity = newIdentity()): Dweller {
  const made = newPair('ed25519');
  const key = rawPublic(made.public);
  const cert = signed(identity.secret, vouched(user, key));
  const claim = { user, device: (devices += 1), identity: identity.public, cert };
  const self = { claim, key, secret: rawPrivate(made.private) };
  return {
    self,
    async offer() {
      const own = await newPackage(self);
      return { own, offer: await offerIn(packageBytes(own), vouches) };
    },
  };
}

export function value<T>(result: Result<T, SealFault>): T {
  assert.ok(result.ok, result.ok ? '' : `${result.error.code}: ${result.error.message}`);
  return result.value;
}

export const fault = <T>(result: Result<T, SealFault>): string =>
  result.ok ? 'taken' : result.error.code;

export const group = Buffer.from('room 0123456789');
export const label = Buffer.from('#1');

/** A room of `users`, a device each, in which everybody is at the same epoch. */
export async function roomOf(...users: readonly string[]): Promise<readonly Room[]> {
  const [first, ...others] = users.map((user) => newDweller(user));
  assert.ok(first);
  const { own } = await first.offer();
  const alone = await newRoom(group, own, vouches);
  if (others.length === 0) return [alone];
  const offers = await Promise.all(others.map(({ offer }) => offer()));
  const add = offers.map(({ offer }) => offer);
  const { next, welcome } = value(await plan(alone, { add }, label));
  assert.ok(welcome);
  const joined = offers.map(async (each) => value(await enter(welcome, group, each.own, vouches)));
  return [next, ...(await Promise.all(joined))];
}

/** One commits, the others follow: their rooms in the same order, undefined for those who are gone. */
export async function committed(
  rooms: readonly Room[],
  by: number,
  wish: Parameters<typeof plan>[1],
): Promise<{
  readonly rooms: readonly (Room | undefined)[];
  readonly changes: readonly Change[];
  readonly wire: Uint8Array;
  readonly welcome: Uint8Array | undefined;
}> {
  const from = rooms[by];
  assert.ok(from);
  const { next, wire, welcome } = value(await plan(from, wish, label));
  const changes: Change[] = [];
  const after: (Room | undefined)[] = [];
  for (const [at, room] of rooms.entries()) {
    if (at === by) after.push(next);
    else {
      const change = value(await follow(room, wire, label));
      changes.push(change);
      after.push(change.room);
    }
  }
  return { rooms: after, changes, wire, welcome };
}
