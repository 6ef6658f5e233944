import type { Chat } from '../chat.ts';
import { wants } from '../chats.ts';
import { older } from '../pages.ts';
import type { Row } from '../rows.ts';
import type { Event, Step } from '../state.ts';
import { tellRows } from './rows.ts';
import { note, printed, printedOf, type Telling } from './telling.ts';
import type { Wanted } from './transcript.ts';

const mostAsked = 5;
/** What changes another line is seen there. */
const changes: ReadonlySet<Row['content']['kind']> = new Set(['edit', 'delete', 'react', 'told']);

/** Prints what was said before all that was printed, when that is wanted and here. */
export function tellOlder(telling: Telling, chat: Chat, event: Event): void {
  const { wanted, from } = printedOf(telling, chat);
  if (!wanted || chat.depth === 'asking') return;
  const rows = chat.rows
    .slice()
    .filter(({ seq, content }) => seq !== undefined && seq < from && !changes.has(content.kind));
  const isRefused = event.type === 'refused' && event.purpose.for === 'older';
  const mayAsk = wanted.asked < mostAsked && !isRefused && chat.to === telling.state.at;
  if (rows.length < wanted.count && mayAsk && chat.depth !== 'whole')
    askForMore(telling, chat, wanted);
  else show(telling, chat, rows, wanted.count);
}

function askForMore(telling: Telling, chat: Chat, wanted: Wanted): void {
  const asked = { ...wanted, asked: wanted.asked + 1 };
  printed(telling, chat.key, { ...printedOf(telling, chat), wanted: asked });
  const { state } = telling;
  step(telling, chat.depth === 'none' ? wants(state, chat.to) : older(state));
}

function show(telling: Telling, chat: Chat, rows: readonly Row[], count: number): void {
  const before = printedOf(telling, chat);
  const shown = rows.slice(-count);
  if (shown.length < count && chat.depth === 'whole')
    note(telling, telling.state.words.plain.beginning);
  printed(telling, chat.key, { ...before, from: shown[0]?.seq ?? before.from, wanted: undefined });
  tellRows(telling, chat, shown);
}

function step(telling: Telling, [state, effects]: Step): void {
  telling.state = state;
  telling.effects.push(...effects);
}
