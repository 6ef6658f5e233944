import { harmlessLine } from '../../base/sanitize.ts';
import type { FileRow, LineState } from '../../client/port.ts';
import type { Chat } from '../chat.ts';
import { chatAt } from '../chats.ts';
import type { Row } from '../rows.ts';
import type { Event, State } from '../state.ts';
import { itemAt } from './said.ts';
import { alert, note, type Telling } from './telling.ts';
import { lineOf, type Move, numberOf, type Transcript } from './transcript.ts';

/** Own lines that are further up are settled. */
const mostLooked = 200;
const mostOwn = 300;

/** What became of own lines: what failed at once, the rest in a moment. */
export function tellOwn(telling: Telling, chat: Chat): void {
  const { me } = telling.state;
  const first = Math.max(0, chat.rows.length - mostLooked);
  let waits = false;
  for (const row of chat.rows.slice(first)) {
    const { id, state } = row;
    if (row.from !== me.name || state === undefined) continue;
    const before = telling.transcript.own.get(id);
    if (before !== undefined && before !== state) movedOn(telling, chat, row, state);
    if (before !== undefined || state !== 'waiting') continue;
    withOwn(telling, id, state);
    waits = true;
  }
  if (waits && telling.state.link.state === 'down') tellWaiting(telling);
}

/** That the state of an own line was told, with the line. */
export function withOwn(telling: Telling, id: string, state: LineState | undefined): void {
  const own = new Map(telling.transcript.own);
  own.delete(id);
  if (state !== undefined && state !== 'read' && state !== 'failed') own.set(id, state);
  if (own.size > mostOwn) own.delete(own.keys().next().value ?? '');
  telling.transcript = { ...telling.transcript, own };
}

function movedOn(telling: Telling, chat: Chat, row: Row, state: LineState): void {
  // With its number it is printed as a line.
  if (state === 'waiting' || state === 'stored') return;
  if (state === 'failed') {
    const { content, why = '' } = row;
    const text = 'text' in content ? harmlessLine(content.text ?? '', 60) : '';
    withOwn(telling, row.id, undefined);
    telling.transcript = { ...telling.transcript, failed: telling.transcript.failed + 1 };
    return alert(telling, telling.state.words.plain.failed(text, harmlessLine(why, 400)));
  }
  const number = numberOf(telling.transcript, ({ id }) => id === row.id);
  if (number === undefined && row.seq === undefined) return;
  withOwn(telling, row.id, state);
  if (number === undefined) return;
  const moves = telling.transcript.moves.filter((move) => move.number !== number);
  telling.transcript = { ...telling.transcript, moves: [...moves, { to: chat.to, number, state }] };
}

/** How many own lines are on their way to the nuvem. */
export const waitingIn = ({ own }: Transcript): number =>
  [...own.values()].filter((state) => state === 'waiting').length;

/** A file of this person's that does not get there, apart from its line, which is told of itself. */
export function isLost({ transcript, state: { files } }: Telling, event: Event): boolean {
  if (event.type === 'refused')
    return event.purpose.for === 'sending' || event.purpose.for === 'sent-file';
  if (event.type !== 'client' || event.event.event !== 'file') return false;
  const { way, state, line } = event.event.file;
  // It is told of again when the nuvem knows.
  if (way === 'in' || state !== 'failed' || files.get(line)?.state === 'failed') return false;
  const its = transcript.own.get(line);
  return its === 'stored' || its === 'delivered';
}

export function countFailed(telling: Telling): void {
  const { failed } = telling.transcript;
  telling.transcript = { ...telling.transcript, failed: failed + 1 };
}

/** Files that this person sends since a moment, and that are on their way. */
export const sendingIn = ({ files }: State, since: number): readonly FileRow[] =>
  [...files.values()].filter(
    ({ way, at, state }) =>
      way === 'out' && at >= since && (state === 'waiting' || state === 'moving'),
  );

/** How many own lines wait for the nuvem. */
export function tellWaiting(telling: Telling): void {
  const count = waitingIn(telling.transcript);
  if (count > 0) note(telling, telling.state.words.plain.waits(count));
}

/** What moved on since the last moment, neighbours together. */
export function tellMoves(telling: Telling): void {
  const { moves, aloud } = telling.transcript;
  if (moves.length === 0) return;
  telling.transcript = { ...telling.transcript, moves: [] };
  const { plain } = telling.state.words;
  for (const { first, last, to, state, sign } of runsOf(telling, moves)) {
    const room = harmlessLine(to, 80);
    const range = first === last ? String(first) : plain.range(first, last);
    const what = first === last ? plain.line(range) : plain.lines(range);
    if (aloud) note(telling, plain.moved[state](what, room));
    else
      note(
        telling,
        `${room} ${first === last ? first : `${first}-${last}`} ${sign} ${state === 'read' ? plain.states.read : ''}`.trimEnd(),
      );
  }
}

interface Run {
  readonly first: number;
  readonly last: number;
  readonly to: string;
  readonly state: Move['state'];
  readonly sign: string;
}

function runsOf(telling: Telling, moves: readonly Move[]): readonly Run[] {
  const runs: Run[] = [];
  for (const move of moves.toSorted((one, other) => one.number - other.number)) {
    const { number, to, state } = move;
    const run = runs.at(-1);
    const sign = signAt(telling, move);
    const isNext = run?.last === number - 1 && run.to === to;
    if (isNext && run.state === state && run.sign === sign)
      runs[runs.length - 1] = { ...run, last: number };
    else runs.push({ first: number, last: number, to, state, sign });
  }
  return runs;
}

function signAt({ state, transcript }: Telling, { to, number }: Move): string {
  const chat = chatAt(state, to);
  const line = lineOf(transcript, number);
  const item = chat && line && itemAt(chat, line.target.seq);
  return item?.item === 'said' && item.proved ? '✓✓' : '✓·';
}
