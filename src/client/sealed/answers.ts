import type { FromNuvem, Message } from '../../protocol/messages.ts';
import { accept } from '../receive.ts';
import { reasonOfRefusal } from '../refused.ts';
import { noSuchRoom } from '../reply.ts';
import type { Request } from '../request.ts';
import type { OpenRoom, Turn } from '../turn.ts';
import { onBlob } from './blobs.ts';
import { giveUp, notNow, onCommitRefused, onCommitStored } from './commit-fate.ts';
import { onOffers } from './commits.ts';
import { onSayRefused } from './confirm.ts';
import { onNewcomer } from './residents.ts';
import { onOwn, onRoomDevices } from './tend.ts';

type For<F> = Extract<Request, { readonly for: F }>;
interface Of {
  readonly room: string;
}

/** Does it with the room, if it is still ours. */
const inRoom = (turn: Turn, { room: key }: Of, work: (room: OpenRoom) => void): void => {
  const room = turn.room(key);
  if (room) work(room);
};

/** What the nuvem answers to what a sealed room asks. */
export const sealedReplies = {
  'room-devices': (turn: Turn, request: Of, message: Message<FromNuvem>): void =>
    inRoom(turn, request, (room) => {
      if (message.type === 'room-devices-are') onRoomDevices(turn, room, message);
    }),
  claim: (turn: Turn, request: Of, message: Message<FromNuvem>): void =>
    inRoom(turn, request, (room) => {
      if (message.type === 'keys') onOffers(turn, room, message);
    }),
  commit: (turn: Turn, request: For<'commit'>): void =>
    inRoom(turn, request, (room) => onCommitStored(turn, room, request.no)),
  'blob-get': (turn: Turn, request: Of, message: Message<FromNuvem>): void =>
    inRoom(turn, request, (room) => {
      const whole = message.type === 'blob' ? onBlob(turn, room, message) : undefined;
      if (whole) accept(turn, room, whole.entry, whole.blob);
    }),
  'own-devices': (turn: Turn, _request: unknown, message: Message<FromNuvem>): void => {
    if (message.type === 'devices-are') onOwn(turn, message);
  },
  'device-say': (): void => {},
  newcomer(turn: Turn, request: For<'newcomer'>, message: Message<FromNuvem>): void {
    const room = turn.room(request.room);
    if (!room) turn.refuse(request.ask, noSuchRoom);
    else if (message.type === 'devices-are') onNewcomer(turn, room, request, message);
  },
};

function notAnswered(turn: Turn, request: Of, message: Message<'refused'>): void {
  inRoom(turn, request, (room) => {
    const wish = room.seal.commit;
    const { code, text } = message;
    giveUp(turn, room, { code: 'refused', reason: reasonOfRefusal({ code, text }), refusal: code });
    notNow(turn, room, message, wish);
  });
}

export const sealedRefusals = {
  'own-devices': (turn: Turn): void => {
    turn.state.door = { ...turn.state.door, asking: false };
  },
  'device-say': (turn: Turn, { ask }: For<'device-say'>): void => onSayRefused(turn, ask),
  'room-devices': notAnswered,
  claim: notAnswered,
  commit: (turn: Turn, request: For<'commit'>, message: Message<'refused'>): void =>
    inRoom(turn, request, (room) => onCommitRefused(turn, room, request.no, message)),
  /** It is gone: the place in the log is shown as what it is, and what follows is read. */
  'blob-get': (turn: Turn, request: Of): void =>
    inRoom(turn, request, (room) => {
      const fetching = turn.state.fetching.get(room.key);
      turn.state.fetching.delete(room.key);
      if (fetching) accept(turn, room, fetching.entry, new Uint8Array());
    }),
  newcomer: (turn: Turn, { ask }: For<'newcomer'>, { code, text }: Message<'refused'>): void =>
    turn.refuse(ask, { code: 'refused', reason: reasonOfRefusal({ code, text }), refusal: code }),
};
