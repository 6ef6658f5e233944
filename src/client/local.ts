import { readUpTo } from './acks.ts';
import type { Kept } from './db-port.ts';
import { fileLocals } from './files/asks.ts';
import { linkRow, retry, stop } from './link.ts';
import { older, onOlder } from './older.ts';
import type { Ask, AskKind, LineRow } from './port.ts';
import { answer, answerAfter, later, noSuchRoom } from './reply.ts';
import { everRoom, keptRow, outRow, roomOf, roomRow, toOf } from './rows.ts';
import { meet } from './sealed/agree.ts';
import { confirm } from './sealed/confirm.ts';
import { askPerson } from './sealed/known.ts';
import { isLearning } from './sealed/learning.ts';
import { tellReachable } from './sealed/offers.ts';
import { search } from './search.ts';
import { unfit } from './send.ts';
import type { Room } from './state.ts';
import { statsOf } from './stats.ts';
import type { Turn } from './turn.ts';
import { tellUntold } from './untold.ts';

type Local = (turn: Turn, n: number, ask: never) => void;

/** Asks that are answered here, with the link or without it. */
export const locals: { readonly [K in AskKind]?: Local } = {
  send: (turn, n, ask: Ask<'send'>) => {
    const fault = unfit(turn, ask);
    if (fault) return turn.refuse(n, fault);
    turn.do({ type: 'question', question: { ask: 'find', n, id: ask.id } });
  },
  rooms: (turn, n, { left }: Ask<'rooms'>) => {
    if (!turn.state.synced && turn.state.link.phase !== 'stopped' && turn.state.rooms.size === 0)
      return later(turn, n);
    const rows = [...turn.state.rooms.values()].filter(
      ({ kind, told }) => kind !== 'inbox' && (left || !told.leaving),
    );
    const gone = left ? [...turn.state.left.values()] : [];
    answer(turn, n, [
      ...rows.map((room) => roomRow(turn.state, room)),
      ...gone.map((room) => ({ ...roomRow(turn.state, room), left: true })),
    ]);
  },
  lines: (turn, n, { room, before, after, limit }: Ask<'lines'>) =>
    withEver(turn, n, room, ({ key }) =>
      turn.do({
        type: 'question',
        question: {
          ask: 'lines',
          n,
          room: key,
          limit: Math.min(limit, 1000),
          ...(before === undefined ? {} : { before }),
          ...(after === undefined ? {} : { after }),
        },
      }),
    ),
  older: (turn, n, ask: Ask<'older'>) =>
    withRoom(turn, n, ask.room, (room) => older(turn, n, room, ask)),
  ...fileLocals,
  search,
  reachable: tellReachable,
  'give-up': (turn, n, { room: to, id }: Ask<'give-up'>) =>
    withEver(turn, n, to, (room) => {
      const failed = room.failed.filter((line) => line.id !== id);
      const rooms = turn.state.rooms.has(room.key) ? turn.state.rooms : turn.state.left;
      if (failed.length < room.failed.length) {
        rooms.set(room.key, { ...room, failed });
        turn.tellAfter({ event: 'given-up', room: toOf(turn.state, room), id });
      }
      turn.write({ do: 'given-up', id });
      answerAfter(turn, n);
    }),
  confirm: (turn, n, ask: Ask<'confirm'>) => confirm(turn, n, ask),
  meet: (turn, n, { room: to, mark }: Ask<'meet'>) =>
    withRoom(turn, n, to, (room) => meet(turn, n, room, mark)),
  person: (turn, n, { name }: Ask<'person'>) => askPerson(turn, n, name),
  accept: (turn, n, { name }: Ask<'accept'>) => askPerson(turn, n, name),
  'room-code': (turn, n, { room }: Ask<'room-code'>) =>
    withRoom(turn, n, room, ({ key }) =>
      turn.do({ type: 'question', question: { ask: 'room-code', n, room: key } }),
    ),
  draft: (turn, n, { room, text }: Ask<'draft'>) => {
    turn.write({ do: 'draft', draft: { room: roomOf(turn.state, room)?.key ?? room, text } });
    answerAfter(turn, n);
  },
  untold: tellUntold,
  drafts: (turn, n) => turn.do({ type: 'question', question: { ask: 'drafts', n } }),
  unprinted: (turn, n, { rooms, since, limit }: Ask<'unprinted'>) => {
    const found = rooms.map((room) => roomOf(turn.state, room));
    const keys = found.flatMap((room) => (room ? [room.key] : []));
    // With somebody who has said nothing yet there is no room, and may be one soon.
    const missing = rooms.some((room, at) => !found[at] && !room.startsWith('@'));
    if (missing && isLearning(turn.state)) return later(turn, n);
    if (missing && turn.state.synced) return turn.refuse(n, noSuchRoom);
    if (rooms.length > 0 && keys.length === 0) return answer(turn, n, []);
    turn.do({
      type: 'question',
      question: {
        ask: 'unprinted',
        n,
        rooms: keys,
        limit: Math.min(limit, 1000),
        ...(since === undefined ? {} : { since }),
      },
    });
  },
  printed: (turn, n, { room, seq }: Ask<'printed'>) =>
    withRoom(turn, n, room, ({ key }) => {
      turn.write({ do: 'printed', room: key, seq });
      answerAfter(turn, n);
    }),
  read: (turn, n, { room, seq }: Ask<'read'>) =>
    withRoom(turn, n, room, ({ key }) => {
      readUpTo(turn, key, seq);
      answerAfter(turn, n);
    }),
  typing: (turn, n, { room: to }: Ask<'typing'>) => {
    const room = roomOf(turn.state, to);
    if (room && !room.draft && turn.state.link.phase === 'up')
      turn.send({ type: 'typing', room: Buffer.from(room.key, 'hex') });
    answer(turn, n, undefined);
  },
  away: (turn, n, { on }: Ask<'away'>) => {
    turn.state.away = on;
    if (turn.state.link.phase === 'up') turn.send({ type: 'away', on });
    answer(turn, n, undefined);
  },
  link: (turn, n) => answer(turn, n, linkRow(turn)),
  stats: (turn, n) => {
    turn.state.asks.delete(n);
    turn.do({ type: 'stats', ask: n, stats: statsOf(turn) });
  },
  retry: (turn, n) => {
    retry(turn);
    answer(turn, n, undefined);
  },
  resend: (turn, n, { yes }: Ask<'resend'>) => {
    if (yes) return turn.do({ type: 'question', question: { ask: 'lost', n } });
    turn.write({ do: 'found' });
    turn.state.lost = 0;
    answerAfter(turn, n);
  },
  password: (turn, n, wish: Ask<'password'>) => turn.do({ type: 'change', ask: n, wish }),
  lock: (turn, n, wish: Ask<'lock'>) => turn.do({ type: 'change', ask: n, wish }),
  logout: (turn, n) => {
    if (turn.state.link.phase === 'up') turn.request({ type: 'ticket-forget' }, { for: 'forget' });
    turn.do({ type: 'forget' });
    answer(turn, n, undefined);
    stop(turn, ['logged-out'], 'credentials');
  },
};

/** Lines of the archive, and behind the newest of them those that wait. */
export function onQueried(turn: Turn, n: number, lines: readonly Kept[]): void {
  const asked = turn.state.asks.get(n);
  if (!asked) return;
  const { ask } = asked;
  if (ask.kind === 'older') return onOlder(turn, asked, ask, lines);
  if (ask.kind !== 'lines' && ask.kind !== 'unprinted') return;
  const rows: LineRow[] = lines.map((kept) => keptRow(turn.state, kept));
  if (ask.kind === 'lines' && showsNewest(ask, rows)) rows.push(...waitingRows(turn, ask.room));
  answer(turn, n, rows);
}

/** Lines can be read of rooms that were left, too. */
function withEver(turn: Turn, n: number, to: string, then: (room: Room) => void): void {
  const room = everRoom(turn.state, to);
  if (room) then(room);
  else withRoom(turn, n, to, then);
}

function withRoom(turn: Turn, n: number, to: string, then: (room: Room) => void): void {
  const room = roomOf(turn.state, to);
  if (room) return then(room);
  const { synced, link } = turn.state;
  const isKnown = synced || link.phase === 'stopped';
  if (isKnown && !isLearning(turn.state)) turn.refuse(n, noSuchRoom);
  else later(turn, n);
}

const showsNewest = ({ before, after, limit }: Ask<'lines'>, rows: readonly LineRow[]): boolean =>
  before === undefined && (after === undefined || rows.length < limit);

function waitingRows(turn: Turn, to: string): LineRow[] {
  const room = everRoom(turn.state, to);
  if (!room) return [];
  const lines = [...room.failed, ...room.out.values()].toSorted(
    (one, other) => one.order - other.order,
  );
  return lines.map((line) => outRow(turn.state, room, line));
}
