import type { Message } from '../protocol/messages.ts';
import type { RoomOf } from '../store/rows.ts';

/** A room as its member is told of it; `re` when that was asked for. */
export const roomMessage = (room: RoomOf, re?: number): Message<'room'> => ({
  type: 'room',
  re,
  room: room.key,
  kind: room.kind,
  name: room.kind === 'dm' ? room.peer : room.name,
  role: room.role,
  members: room.members,
  head: room.until ?? room.head,
  low: room.low,
  joined: room.joined,
  read: room.read,
  mark: room.mark,
  gen: room.gen,
  epoch: room.epoch,
  topic: room.until === undefined ? room.topic : '',
  slow: room.slow,
  readOnly: room.readOnly,
  sealed: room.gen > 0,
  request: room.request,
  from: room.from || undefined,
  ...(room.gen > 0 && sealedAs(room)),
});

const sealedAs = ({ inside, until, due, leaving }: RoomOf) => ({ inside, until, due, leaving });

/** Whether its entries go to the device it is told to; in a sealed room one may wait to be let in. */
export const isHeard = ({ inside }: RoomOf): boolean => inside;
