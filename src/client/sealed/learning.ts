import type { Batch, State } from '../state.ts';
import { hasInvites } from './sealing.ts';

/**
 * A group may be about to become known by its name: who was invited into it while away has not read that yet. Whoever
 * asks for a room by a name that nobody knows waits as long.
 */
export function isLearning(state: State): boolean {
  if (!hasNameless(state)) return false;
  if (state.early.size + state.fetching.size > 0) return true;
  if (opens(state.next) || opens(state.flying)) return true;
  return hasInvites(state);
}

/** Groups of which no name is known here. */
export function hasNameless({ seals, rooms }: State): boolean {
  if (!seals) return false;
  for (const { kind, name } of rooms.values()) if (kind === 'group' && name === '') return true;
  return false;
}

const opens = (batch: Batch | undefined): boolean =>
  batch?.writes.some(({ do: what }) => what === 'enter' || what === 'open') ?? false;
