import { harmless } from '../../base/sanitize.ts';
import type { Chat } from '../chat.ts';
import type { Told } from '../rows.ts';
import type { Event } from '../state.ts';
import { tellStanding } from './changes.ts';
import { tellNew } from './fresh.ts';
import { tellOlder } from './older.ts';
import { tellOwn } from './own.ts';
import { tellRows } from './rows.ts';
import { alert, happened, note, printed, printedOf, spoken, type Telling } from './telling.ts';

/** What is new in a conversation since `before`. */
export function tellRoom(
  telling: Telling,
  chat: Chat,
  before: Chat | undefined,
  event: Event,
): void {
  printed(telling, chat.key, printedOf(telling, chat));
  if (chat.request && before?.request !== true)
    alert(telling, telling.state.words.request(chat.from));
  tellLate(telling, chat);
  if (isHeard(telling, chat)) tellNew(telling, chat, event);
  tellStanding(telling, chat, before);
  tellBeside(telling, chat, before, event.fresh);
  tellOwn(telling, chat);
  tellTyping(telling, chat);
  tellOlder(telling, chat, event);
}

/** What strangers say, and what was muted, is heard where one goes there. */
const isHeard = ({ state }: Telling, { to, request }: Chat): boolean =>
  to === state.at || (!request && !state.muted.has(to));

/** What came of the time before, and was gathered. */
export function tellGathered(telling: Telling, event: Event): void {
  for (const chat of telling.state.chats) if (isHeard(telling, chat)) tellNew(telling, chat, event);
}

/** What was missing, and came after all. */
function tellLate(telling: Telling, chat: Chat): void {
  const { gaps } = printedOf(telling, chat);
  if (gaps.length === 0) return;
  const rest: (readonly [number, number])[] = [];
  for (const [first, last] of gaps) {
    const rows = chat.rows.slice().filter(({ seq = 0 }) => seq >= first && seq <= last);
    if (rows.length > 0) {
      happened(telling, chat, rows[0]?.at ?? 0, telling.state.words.plain.late);
      tellRows(telling, chat, rows);
    }
    const before = (rows[0]?.seq ?? last + 1) - 1;
    if (before >= first) rest.push([first, before]);
  }
  printed(telling, chat.key, { ...printedOf(telling, chat), gaps: rest });
}

const mostBeside = 50;

/** What the program said in this conversation, and who came into a channel or left it. */
function tellBeside(telling: Telling, chat: Chat, before: Chat | undefined, fresh: string): void {
  const known = new Set(before?.rows.slice(-mostBeside).map(({ id }) => id));
  for (const row of chat.rows.slice(-mostBeside)) {
    if (row.seq !== undefined || known.has(row.id)) continue;
    const { content } = row;
    // What this person changed themselves is told when it stands in the log.
    if (content.kind === 'notice' && row.state === undefined) tellRows(telling, chat, [row]);
    if (content.kind === 'told' && row.id.startsWith(`told ${fresh} `))
      tellSaying(telling, harmless(content.text), content.tone);
  }
}

function tellSaying(telling: Telling, text: string, tone: Told['tone']): void {
  const said = text.replace(/^! /, '');
  const say = tone === 'plain' || tone === 'framed' ? note : alert;
  say(telling, telling.transcript.aloud ? spoken(said) : said);
}

function tellTyping(telling: Telling, chat: Chat): void {
  if (chat.to !== telling.state.at || chat.typing.length === 0) return;
  const before = printedOf(telling, chat);
  const names = chat.typing.map(({ name }) => name).filter((name) => !before.typing.has(name));
  for (const name of names) note(telling, telling.state.words.plain.typing(name));
  if (names.length > 0)
    printed(telling, chat.key, {
      ...before,
      typing: new Set([...before.typing, ...names].slice(-50)),
    });
}
