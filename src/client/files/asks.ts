import type { Message } from '../../protocol/messages.ts';
import type { Ask, AskKind } from '../port.ts';
import type { Remote } from '../remote.ts';
import { answer, answerAfter } from '../reply.ts';
import type { Bare } from '../request.ts';
import { everRoom, toOf } from '../rows.ts';
import type { State } from '../state.ts';
import type { Turn } from '../turn.ts';
import type { Welcome } from './carrier-port.ts';
import type { FoundFile, KeptFile, PlacedFile, WantedFiles } from './kept.ts';
import { fileRow } from './row.ts';

/** The part of the core in files: it keeps them, finds them, and speaks of them with the nuvem. */
export const fileLocals: { readonly [K in AskKind]?: (turn: Turn, n: number, ask: never) => void } =
  {
    'keep-files': (turn, n, { files }: Ask<'keep-files'>) => {
      for (const file of files) keepFile(turn, file);
      answerAfter(turn, n);
    },
    'find-files': (turn, n, { wanted }: Ask<'find-files'>) =>
      turn.do({ type: 'question', question: { ask: 'files', n, wanted: byKey(turn, wanted) } }),
    'file-welcome': (turn, n, { room, device }: Ask<'file-welcome'>) =>
      answer(turn, n, welcomeOf(turn.state, room, device)),
    'tell-file': (turn, n, { file }: Ask<'tell-file'>) => {
      turn.tell({ event: 'file', file });
      answer(turn, n, undefined);
    },
  };

/**
 * In a channel anybody; else who is in, as far as it is known here: the nuvem knows of all others. The only one is for
 * whom a direct message is: in a group somebody who was removed could say that device's name, and that it has all.
 */
function welcomeOf(state: State, key: string, device: number): Welcome {
  const room = state.rooms.get(key);
  if (room?.kind === 'channel') return 'yes';
  const others = room?.seal.here?.roster.filter((one) => one.device !== state.device) ?? [];
  if (!others.some((one) => one.device === device)) return 'no';
  return room?.kind === 'dm' && others.length === 1 ? 'only' : 'yes';
}

/** Rooms are asked for as people call them. */
const byKey = ({ state }: Turn, wanted: WantedFiles): WantedFiles =>
  wanted.by === 'room'
    ? { ...wanted, room: everRoom(state, wanted.room)?.key ?? wanted.room }
    : wanted;

/** Told when it is on disk. */
export function keepFile(turn: Turn, file: KeptFile): void {
  turn.write({ do: 'file', file });
  turn.tellAfter({ event: 'file', file: fileRow(called(turn.state, file)) });
}

function called<T extends KeptFile>(state: State, file: T): T & { readonly to: string } {
  const room = state.rooms.get(file.room) ?? state.left.get(file.room);
  return { ...file, to: room ? toOf(state, room) : file.room };
}

export function onFiles(turn: Turn, n: number, files: readonly PlacedFile[]): void {
  const found: readonly FoundFile[] = files.map((file) => called(turn.state, file));
  answer(turn, n, found);
}

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');
const nothing = (): undefined => undefined;

export const fileRemotes: { readonly [K in AskKind]?: Remote } = {
  'file-open': {
    reply: 'file-opened',
    request: ({ file, how }: Ask<'file-open'>): Bare => ({
      type: 'file-open',
      file: bytes(file),
      how,
    }),
    answer: (_state, reply) => {
      const { token, kept } = reply as Message<'file-opened'>;
      return { token: Buffer.from(token), kept };
    },
  },
  'file-done': {
    request: ({ file }: Ask<'file-done'>): Bare => ({ type: 'file-done', file: bytes(file) }),
    answer: nothing,
  },
  'file-drop': {
    request: ({ file }: Ask<'file-drop'>): Bare => ({ type: 'file-drop', file: bytes(file) }),
    answer: nothing,
  },
};

/** What becomes of a file at the nuvem, for those who are here. */
export function onFile(turn: Turn, { file, state }: Message<'file'>): void {
  turn.tell({ event: 'file-fate', file: Buffer.from(file).toString('hex'), fate: state });
}
