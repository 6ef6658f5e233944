import type { Found, Hit, KeptDraft } from './db-port.ts';
import type { Ask, LineRow } from './port.ts';
import { longestQuery, queryOf } from './query.ts';
import { answer, noSuchRoom } from './reply.ts';
import { keptRow, roomOf, toOf } from './rows.ts';
import type { Refused, State } from './state.ts';
import type { Turn } from './turn.ts';

/** A part of a search through the archive. */
export function search(turn: Turn, n: number, { text, room: to, from }: Ask<'search'>): void {
  const room = to === undefined ? undefined : roomOf(turn.state, to);
  if (to !== undefined && !room) return turn.refuse(n, noSuchRoom);
  if (text.length > longestQuery || !queryOf(text)) return turn.refuse(n, unfit);
  const where = {
    ...(room ? { room: room.key } : {}),
    ...(from === undefined ? {} : { from }),
  };
  turn.do({ type: 'question', question: { ask: 'search', n, text, ...where } });
}

const unfit: Refused = {
  code: 'usage',
  reason: ['search-text', longestQuery],
};

export function onSearched(turn: Turn, n: number, { hits, next }: Found): void {
  if (!turn.state.asks.has(n)) return;
  const rows = hits.map((hit) => hitRow(turn.state, hit));
  answer(turn, n, { hits: rows, ...(next === undefined ? {} : { next }) });
}

/** The line as it reads today. */
function hitRow(state: State, { line, text }: Hit): LineRow {
  const row = keptRow(state, line);
  const { content } = row;
  return text !== undefined && 'text' in content && content.kind !== 'notice'
    ? { ...row, content: { ...content, text } }
    : row;
}

export function onKeptDrafts(turn: Turn, n: number, drafts: readonly KeptDraft[]): void {
  const rows = drafts.map(({ room, text }) => {
    const known = turn.state.rooms.get(room);
    return { room: known ? toOf(turn.state, known) : room, text };
  });
  answer(turn, n, rows);
}
