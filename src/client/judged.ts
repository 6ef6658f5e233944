import { goOn } from './receive.ts';
import type { Standing } from './seal-port.ts';
import type { OpenRoom, Turn } from './turn.ts';

type Place = Pick<Standing, 'gen' | 'epoch'>;

/** It is known what the commit was: what came behind it may be taken, or the device has lost its place. */
export function turned(room: OpenRoom, seq: number): boolean {
  if (room.seal.turning !== seq) return false;
  room.seal = { ...room.seal, turning: 0 };
  return true;
}

/** The nuvem said that it leads to another generation, and it was a commit of this one. */
export function ledOn(turn: Turn, room: OpenRoom, { gen, epoch }: Place): void {
  room.told = { ...room.told, gen, epoch };
  goOn(turn, room);
}

/** The nuvem said where it leads, and it is no commit. */
export function ledNowhere(turn: Turn, room: OpenRoom, seq: number): void {
  const { here } = room.seal;
  if (here?.state === 'in') room.told = { ...room.told, gen: here.gen, epoch: here.epoch };
  turn.state.busy.add(room.key);
  if (turned(room, seq)) goOn(turn, room);
}
