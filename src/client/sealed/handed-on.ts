import type { Loaded, Waiting } from '../db-port.ts';
import { isSealed } from './sealing.ts';

const restarted = 'new-device';

/**
 * A line that was never sealed was never sent, so it goes out from here; an old copy gave up what it did not know
 * that of.
 */
export function handedOn({ waiting, rooms }: Loaded, seals: boolean): readonly Waiting[] {
  const sealed = new Set(
    rooms.flatMap((room) => (seals && (room.draft || isSealed({ seals }, room)) ? [room.key] : [])),
  );
  const numbers = new Map<string, number>();
  return waiting.map((line) => {
    const { room, state, wire } = line;
    if (state !== 'waiting' || wire || !sealed.has(room)) return failed(line);
    const no = (numbers.get(room) ?? 0) + 1;
    numbers.set(room, no);
    return { ...line, no };
  });
}

const failed = (line: Waiting): Waiting => ({
  ...line,
  no: 0,
  state: 'failed',
  why: line.why === '' ? restarted : line.why,
});
