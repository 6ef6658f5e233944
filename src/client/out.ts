import type { OutLine } from './state.ts';
import type { OpenRoom, Turn } from './turn.ts';

/** Puts a line on its way out, or its new form in the place of its old one. */
export function put(turn: Turn, room: OpenRoom, line: OutLine): void {
  leave(turn, room, room.out.get(line.no));
  room.out.set(line.no, line);
  room.last = Math.max(room.last, line.no);
  room.sent += Number(line.sent);
  room.refused += Number(line.refused !== '');
  turn.state.lines.set(line.id, line);
  turn.state.outBytes += line.body.length;
}

/** The line waits no more. */
export function take(turn: Turn, room: OpenRoom, line: OutLine): void {
  leave(turn, room, room.out.get(line.no));
  room.out.delete(line.no);
}

/** Takes out all lines of the room, in order. The next one has the number after what is acknowledged. */
export function takeAll(turn: Turn, room: OpenRoom): readonly OutLine[] {
  const lines = [...room.out.values()];
  for (const line of lines) take(turn, room, line);
  room.last = Math.max(room.acked, room.reserved);
  return lines;
}

function leave(turn: Turn, room: OpenRoom, line: OutLine | undefined): void {
  if (!line) return;
  room.sent -= Number(line.sent);
  // A commit may wait for the last of them.
  if (line.sent && room.seal.commit?.step === 'ready') turn.state.busy.add(room.key);
  room.refused -= Number(line.refused !== '');
  turn.state.lines.delete(line.id);
  turn.state.outBytes -= line.body.length;
}
