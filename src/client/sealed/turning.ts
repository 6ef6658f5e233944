import type { Kept } from '../db-port.ts';
import type { Standing } from '../seal/port.ts';
import type { OpenRoom, Turn } from '../turn.ts';
import { placeOf } from './log.ts';

type Place = Pick<Standing, 'gen' | 'epoch'> & { readonly seq: number };

/** It is known what the entry was: what came behind it may be taken, or the device has lost its place. */
export function judged(turn: Turn, { room: key, seq }: Pick<Kept, 'room' | 'seq'>): void {
  turn.state.announced.delete(placeOf({ room: key, seq }));
  const room = turn.room(key);
  if (room?.seal.turning === seq) room.seal = { ...room.seal, turning: 0 };
}

/** The nuvem said that it leads to another generation, and it was a commit of this one. */
export function ledOn(room: OpenRoom, { seq, gen, epoch }: Place): void {
  if (room.seal.turning === seq) room.told = { ...room.told, gen, epoch };
}

/** The nuvem said where it leads, and it is no commit. */
export function ledNowhere(turn: Turn, room: OpenRoom): void {
  const { here } = room.seal;
  if (here?.state === 'in') room.told = { ...room.told, gen: here.gen, epoch: here.epoch };
  turn.state.busy.add(room.key);
}
