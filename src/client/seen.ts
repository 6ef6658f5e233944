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

/** What everybody in the room has of the log, by their own word. */
export function provedIn({ receipts, seal, kind }: Room, me: string): Proof | undefined {
  const { here } = seal;
  if (kind === 'channel' || !here) return undefined;
  let all: Proof | undefined;
  for (const name of new Set(here.roster.map(({ user }) => user))) {
    if (name === me) continue;
    const proof = receipts.get(name)?.proof;
    if (!proof) return undefined;
    const { after, upTo } = all ?? proof;
    all = { after: Math.max(after, proof.after), upTo: Math.min(upTo, proof.upTo) };
  }
  return all;
}

/** Everybody in the room, by their own word, has the own line at that place. */
export function isProved(room: Room, me: string, seq: number): boolean {
  const proof = provedIn(room, me);
  return proof !== undefined && proof.after < seq && seq <= proof.upTo;
}
