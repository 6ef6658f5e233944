import type { Room } from './state.ts';

/** How far others have come with what was written here. */
export interface Seen {
  readonly delivered: number;
  readonly read: number;
  /** The rest is the nuvem's word. */
  readonly proof?: Proof | undefined;
}

/** What somebody has of a room's log, without `after`: their own sealed word, with which the log here agrees. */
export interface Proof {
  readonly after: number;
  readonly upTo: number;
}

/** Everybody in the room, by their own word, has the own line at that place. */
export function isProved({ receipts, seal, kind }: Room, me: string, seq: number): boolean {
  const { here } = seal;
  if (kind === 'channel' || !here) return false;
  const others = new Set(here.roster.map(({ user }) => user).filter((user) => user !== me));
  return others.size > 0 && [...others].every((name) => covers(receipts.get(name)?.proof, seq));
}

const covers = (proof: Proof | undefined, seq: number): boolean =>
  proof !== undefined && proof.after < seq && seq <= proof.upTo;
