import type { Message } from '../protocol/messages.ts';
import { forgetReceipts, isGoing } from './receipts.ts';
import { roomRow, toOf } from './rows.ts';
import type { Turn } from './turn.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** Who came, went, or has another role: told as it happens. Groups have it in their log too. */
export function onMember(turn: Turn, message: Message<'member'>): void {
  const room = turn.room(hex(message.room));
  if (!room) return;
  const { name: user, change, by, at } = message;
  if (isGoing(change)) forgetReceipts(turn, room, user);
  turn.tell({ event: 'member', room: toOf(turn.state, room), user, change, by, at });
}

export function onPresence(turn: Turn, { people }: Message<'presence'>): void {
  for (const { name, state, seen } of people)
    turn.tell({ event: 'presence', user: name, state, at: seen });
}

export function onTyping(turn: Turn, { room: key, name }: Message<'is-typing'>): void {
  const room = turn.state.rooms.get(hex(key));
  if (room) turn.tell({ event: 'typing', room: toOf(turn.state, room), user: name });
}

/** Another device of this person has read on. */
export function onReadHere(turn: Turn, { marks }: Message<'read-here'>): void {
  for (const { room: key, seq } of marks) {
    const room = turn.room(hex(key));
    if (!room || seq <= room.read) continue;
    room.read = seq;
    room.readTold = Math.max(room.readTold, seq);
    turn.mark(room.key);
    turn.tell({ event: 'room', room: roomRow(turn.state, room) });
  }
}
