import { createHash } from 'node:crypto';

import { commitWire, lineWire, welcomeWire } from './mls.ts';
import type { Question, Wire } from './wire.ts';

/** A commit as a device says it, with the blob that is to be put before it. */
export interface Committing {
  readonly put: Question;
  readonly commit: Question;
}

interface Said {
  readonly gen?: number;
  readonly epoch: number;
  readonly no: number;
  readonly add?: readonly number[];
  readonly remove?: readonly number[];
}

export function committing(
  room: Uint8Array,
  { gen = 1, epoch, no, add = [], remove = [] }: Said,
): Committing {
  const body = commitWire({ room, gen, epoch });
  const welcome = welcomeWire(`${gen} ${epoch} ${no}`);
  const hash = createHash('sha256').update(welcome).digest();
  const invites = add.length > 0 ? { welcome: hash } : {};
  return {
    put: { type: 'blob-put', room, hash, size: welcome.length, at: 0, body: welcome },
    commit: { type: 'commit', room, gen, epoch, no, add, remove, body, ...invites },
  };
}

/** Puts the Welcome, says the commit, and answers what came of it. */
export async function commit(wire: Wire, room: Uint8Array, said: Said) {
  const { put, commit: asked } = committing(room, said);
  if (said.add?.length) await wire.ask(put);
  return wire.ask(asked);
}

export const sealedPost = (room: Uint8Array, no: number, epoch: number, gen = 1): Question => ({
  type: 'post',
  room,
  no,
  gen,
  epoch,
  body: lineWire({ room, gen, epoch }),
});
