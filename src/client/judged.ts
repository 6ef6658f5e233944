import { goOn } from './receive.ts';
import type { SealedRow, Standing } from './seal-port.ts';
import type { OpenRoom, Turn } from './turn.ts';

type Place = Pick<Standing, 'gen' | 'epoch'> & { readonly out: boolean };

/** It is known what the commit was: what came behind it may be taken, or the device has lost its place. */
export function turned(room: OpenRoom, seq: number): boolean {
  if (room.seal.turning !== seq) return false;
  room.seal = { ...room.seal, turning: 0 };
  return true;
}

/** The nuvem said that it leads to another generation, or out, and it was a commit of this one. */
export function ledOn(turn: Turn, room: OpenRoom, { gen, epoch, out }: Place): void {
  if (!out) room.told = { ...room.told, gen, epoch };
  goOn(turn, room);
}

/** The nuvem said where it leads, and it is no commit. */
export function ledNowhere(turn: Turn, room: OpenRoom, seq: number): void {
  const { here } = room.seal;
  if (here?.state === 'in') room.told = { ...room.told, gen: here.gen, epoch: here.epoch };
  turn.state.busy.add(room.key);
  if (turned(room, seq)) goOn(turn, room);
}

/** Where this device stands in a room that is not told of now: it may come back. */
export function standsLeft(turn: Turn, standing: Left, state: SealedRow['state']): void {
  const left = turn.state.left.get(standing.room);
  if (!left?.seal.here && state !== 'in') return;
  const { room, gen, epoch, roster, alarm, newcomers } = standing;
  const here = { room, gen, epoch, roster, alarm, newcomers, state };
  if (left) turn.state.left.set(room, { ...left, seal: { ...left.seal, here } });
}

type Left = Omit<SealedRow, 'state' | 'pending'>;
