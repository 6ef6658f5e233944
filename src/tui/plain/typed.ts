import { open, withChat } from '../chats.ts';
import { commandOf } from '../commands/_all.ts';
import { choicesAfter } from '../complete.ts';
import { toast } from '../effects.ts';
import { listFound } from '../find.ts';
import { newNames, stopAsking } from '../newcomers.ts';
import { stopTarget } from '../say.ts';
import { agreed, askLong } from '../send-file.ts';
import { typed } from '../send.ts';
import type { State, Step } from '../state.ts';
import { begunRows, withRows } from './draft.ts';
import { tellChoices, tellHelp } from './overlays.ts';
import { alert, note, printed, printedOf, type Telling } from './telling.ts';
import { lineOf } from './transcript.ts';

/** A line that was typed, or came through a pipe: what it makes of the screen. */
export function onTyped(telling: Telling, text: string): Step {
  const { writing } = telling.transcript;
  if (writing) return written(telling, writing, text);
  const [, name = '', rest = ''] = /^\/([^\s/]\S*)\s?(.*)$/s.exec(text) ?? [];
  const own = Object.hasOwn(owns, name) ? owns[name] : undefined;
  if (own) return own(telling, rest.trim());
  if (commandOf(name)?.aims) return aimed(telling, name, rest);
  return asked(telling, text) ?? typed(telling.state, text);
}

/**
 * A line for a room with somebody new waits for the answer, and the next ones with it; of one that is too long it is
 * asked whether it is to be a file.
 */
function asked(telling: Telling, text: string): Step | undefined {
  const { state } = telling;
  const chat = open(state);
  const isLine = text.trim() !== '' && !/^\/[^/]/.test(text);
  if (!isLine || !chat) return undefined;
  const long = askLong(state, chat.to, text);
  if (long) return [long, []];
  if (!chat.newcomers || chat.reply || chat.edit) return undefined;
  const unsent = chat.unsent === '' ? text : `${chat.unsent}\n${text}`;
  alert(telling, state.words.seals.newPlain(newNames(state.words, chat.newcomers)));
  return [withChat(state, chat.to, (one) => ({ ...one, unsent })), []];
}

/** A command about one line, which may be named by its number. */
function aimed(telling: Telling, name: string, rest: string): Step {
  const [, digits = '', said = ''] = /^\s*(\d{1,9})(?:\s+(.*))?$/s.exec(rest) ?? [];
  if (digits === '' && name === 'open') return usage(telling, name);
  if (digits === '') return typed(telling.state, `/${name} ${rest}`);
  const line = lineOf(telling.transcript, Number(digits));
  if (line) return typed(telling.state, `/${name} ${said}`, line);
  alert(telling, telling.state.words.plain.noLine(Number(digits)));
  return [telling.state, []];
}

type Own = (telling: Telling, said: string) => Step;

/** What is done in another way than on a screen. */
const owns: Readonly<Record<string, Own | undefined>> = {
  lines(telling) {
    const rows = begunRows(telling.state);
    telling.transcript = { ...telling.transcript, writing: rows, putBy: rows };
    note(telling, telling.state.words.plain.writing);
    telling.texts.push(...rows);
    return [telling.state, []];
  },
  older: olderWanted,
  help(telling, said) {
    tellHelp(telling, said);
    return [telling.state, []];
  },
  complete(telling, said) {
    tellChoices(telling, choicesAfter(telling.state, said));
    return [telling.state, []];
  },
  search: (telling, said) => searched(telling, 'search', said),
  'search-all': (telling, said) => searched(telling, 'search-all', said),
  yes({ state }) {
    const { question, words } = state;
    if (!question) return [toast(state, words.plain.notAsked), []];
    return agreed({ ...state, question: undefined }, question);
  },
  cancel(telling) {
    const chat = open(telling.state);
    const unsent = chat?.unsent ?? '';
    const { question } = telling.state;
    if (unsent !== '' || (question ?? chat?.reply ?? chat?.edit))
      note(telling, telling.state.words.plain.cancelled);
    const state = { ...telling.state, question: undefined };
    return [stopTarget(chat ? stopAsking(state, chat.to) : state), []];
  },
};

/** Behind a message of several rows there is a dot alone. */
function written(telling: Telling, rows: readonly string[], text: string): Step {
  const isOver = text === '.' || text === '/cancel';
  telling.transcript = { ...telling.transcript, writing: isOver ? undefined : [...rows, text] };
  if (!isOver) return [telling.state, []];
  telling.state = withRows(telling.state, []);
  if (text === '.') return asked(telling, asText(rows)) ?? typed(telling.state, asText(rows));
  note(telling, telling.state.words.plain.cancelled);
  return [telling.state, []];
}

/** No row of a message is a command. */
const asText = (rows: readonly string[]): string => rows.join('\n').replace(/^(?=\/)/, '/');

/** The input ended: what was being written is whole. */
export function onEnd(telling: Telling): Step {
  const { writing } = telling.transcript;
  const [state, effects]: Step = writing ? written(telling, writing, '.') : [telling.state, []];
  const { failed } = telling.transcript;
  telling.transcript = { ...telling.transcript, failed: failed + unanswered(state) };
  return [state, effects];
}

/** What nobody will be asked any more is not sent. */
const unanswered = ({ chats, question }: State): number =>
  chats.filter(({ unsent }) => unsent !== '').length + (question ? 1 : 0);

const usualOlder = 10;

function olderWanted(telling: Telling, said: string): Step {
  const chat = open(telling.state);
  if (!/^\d{0,3}$/.test(said)) return usage(telling, 'older');
  if (!chat) return typed(telling.state, '/older');
  const count = Number(said) || usualOlder;
  printed(telling, chat.key, { ...printedOf(telling, chat), wanted: { count, asked: 0 } });
  return [telling.state, []];
}

function searched(telling: Telling, name: 'search' | 'search-all', said: string): Step {
  if (said === '') return usage(telling, name);
  return listFound(telling.state, name === 'search' ? 'here' : 'all', said);
}

function usage(telling: Telling, name: 'open' | 'older' | 'search' | 'search-all'): Step {
  alert(telling, telling.state.words.usage(`/${name} ${takesOf(telling.state, name)}`.trimEnd()));
  return [telling.state, []];
}

const takesOf = ({ words }: State, name: 'open' | 'older' | 'search' | 'search-all'): string =>
  ({
    open: words.plain.number,
    older: words.plain.commands.older.takes,
    search: words.commands.search.takes,
    'search-all': words.commands['search-all'].takes,
  })[name];
