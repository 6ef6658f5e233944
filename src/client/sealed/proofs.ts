import { onSeen } from '../receipts.ts';
import { toOf } from '../rows.ts';
import { type Proof, provedIn, type Seen } from '../seen.ts';
import type { Room } from '../state.ts';
import type { OpenRoom, Turn } from '../turn.ts';

/** Somebody said, sealed, what they have of the log: that holds whatever the nuvem says of it. */
export function onProof(turn: Turn, room: OpenRoom, name: string, told: Proof): void {
  if (name === turn.state.name) return;
  const { proof: before = nothing, ...known } = room.receipts.get(name) ?? nobody;
  const proof = together(before, told);
  const seen: Seen = { ...known, delivered: Math.max(known.delivered, proof.upTo), proof };
  // Between own lines nothing has to be kept of it.
  if (room.said <= before.upTo || isSame(proof, before)) return void room.receipts.set(name, seen);
  const were = provedIn(room, turn.state.name);
  onSeen(turn, room, name, seen);
  tellProved(turn, room, were);
}

const isSame = (one: Proof, other: Proof): boolean =>
  one.after === other.after && one.upTo === other.upTo;

/** Own lines are proved that were not before. */
export function tellProved(turn: Turn, room: Room, before: Proof | undefined): void {
  const now = provedIn(room, turn.state.name);
  if (!now || now.after >= now.upTo || (before && isSame(now, before))) return;
  // Behind the states of these lines.
  turn.tellAfter({ event: 'proved', room: toOf(turn.state, room), ...now });
}

const nobody: Seen = { delivered: 0, read: 0 };
const nothing: Proof = { after: 0, upTo: 0 };

/** Of two devices of a person: both, where the one goes on from the other, else the one that is further. */
function together(one: Proof, other: Proof): Proof {
  const [least, most] = one.upTo <= other.upTo ? [one, other] : [other, one];
  if (least.upTo === 0) return most;
  return most.after > least.upTo ? most : { ...most, after: Math.min(one.after, other.after) };
}
