import { roomRow } from '../rows.ts';
import type { SealedRow } from '../seal/port.ts';
import { provedIn } from '../seen.ts';
import type { OpenRoom, Turn } from '../turn.ts';
import { tellProved } from './proofs.ts';

type Place = Omit<SealedRow, 'room' | 'state' | 'pending'>;
type State = SealedRow['state'];

/** What is kept of where this device stands, however much else was told with it. */
const rowOf = (
  room: string,
  { gen, epoch, since, spent, roster, alarm, newcomers }: Place,
  state: State,
): SealedRow => ({ room, gen, epoch, since, spent, roster, alarm, newcomers, state });

/** This device stands there from now on: what waited for that goes on. */
export function stand(turn: Turn, room: OpenRoom, place: Place, state: 'in' | 'out'): void {
  const here = rowOf(room.key, place, state);
  const proved = provedIn(room, turn.state.name);
  room.seal = {
    ...room.seal,
    here,
    waits: undefined,
    missing: undefined,
    ahead: false,
    swept: false,
  };
  room.told = { ...room.told, parting: false };
  turn.state.busy.add(room.key);
  const sealed = state === 'in';
  if (room.sealed !== sealed) room.sealed = sealed;
  turn.tell({ event: 'room', room: roomRow(turn.state, room) });
  // Who has not said so may be gone.
  tellProved(turn, room, proved);
}

/** The same in a room that is not told of now: it may come back. */
export function standsLeft(
  turn: Turn,
  place: Place & { readonly room: string },
  state: State,
): void {
  const left = turn.state.left.get(place.room);
  if (!left || (!left.seal.here && state !== 'in')) return;
  const here = rowOf(place.room, place, state);
  turn.state.left.set(place.room, { ...left, seal: { ...left.seal, here } });
}
