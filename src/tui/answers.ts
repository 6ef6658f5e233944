import { harmlessLine } from '../base/sanitize.ts';
import type { Answers, LineRow, RoomRow } from '../client/port.ts';
import { type Reason, inWords } from '../words/reason.ts';
import { type Chat, newest } from './chat.ts';
import {
  chatAt,
  go,
  isUnknown,
  lookInto,
  pageSize,
  tell,
  wants,
  withChat,
  withLines,
  withRoom,
} from './chats.ts';
import { onConfirm, onRevoked } from './confirm.ts';
import { onStats, stopAsking } from './dashboard.ts';
import { onAccepted, onCode, onPerson } from './digits.ts';
import type { DiskAnswers } from './disk.ts';
import { onDrafts } from './drafts.ts';
import { isEmpty } from './editor.ts';
import { ask, toast } from './effects.ts';
import { onFiles, withFile } from './files.ts';
import { onFound, stopFound } from './find.ts';
import { onHole } from './holes.ts';
import { listed } from './listed.ts';
import { moved } from './moved.ts';
import { onLines, onOlder } from './pages.ts';
import { notInto, onFolder, onGlance } from './picker.ts';
import { rowOf } from './rows.ts';
import { onDropped, onSending, onSentFile, sendEach } from './send-file.ts';
import type { Effect, Presence, State, Step, Purpose } from './state.ts';
import { onUntold } from './untold.ts';
import { withVerified } from './verified.ts';

type Answer<K extends Purpose['for']> = (
  state: State,
  purpose: Extract<Purpose, { for: K }>,
  answer: never,
) => Step;
type Take = { readonly [K in Purpose['for']]: Answer<K> };

/** An answer of the client, put where it was wanted. */
export function answered(state: State, purpose: Purpose, answer: unknown): Step {
  const taker = takers[purpose.for] as (state: State, purpose: Purpose, answer: unknown) => Step;
  return taker(state, purpose, answer);
}

const takers: Take = {
  nothing: (state) => [state, []],
  rooms: onRooms,
  drafts: (state, _purpose, drafts: Answers['drafts']) => onDrafts(state, drafts),
  untold: (state, _purpose, lines: Answers['untold']) => onUntold(state, lines),
  kept: (state) => [state, []],
  lines: onLines,
  older: onOlder,
  hole: (state, { to }, answer: Answers['older']) => onHole(state, to, answer),
  found: (state, { n }, answer: Answers['search']) => onFound(state, n, answer),
  people: (state, { to }, people: Answers['members']) => {
    const presence = new Map(state.presence);
    for (const { name, state: now } of people) presence.set(harmlessLine(name, 32), now);
    const known = people.map(({ name, role }) => ({ name: harmlessLine(name, 32), role }));
    const next = withChat({ ...state, presence }, to, (chat) => ({ ...chat, people: known }));
    return [withVerified(next, people), []];
  },
  presence: (state, _purpose, users: readonly { name: string; state: Presence }[]) => [
    {
      ...state,
      presence: new Map(users.map(({ name, state: now }) => [harmlessLine(name, 32), now])),
    },
    [],
  ],
  sent: (state, { to }, line: LineRow) => {
    const real = chatAt(state, to) ? to : line.room;
    return [withLinesOf(state, real, [line]), []];
  },
  go: (state, _purpose, room: RoomRow) => go(withRoom(state, room), room.to),
  done: (state, { text }) => [toast(state, text), []],
  told: (state, { to }, text: string) => [
    tell(withoutWord(state), harmlessLine(text, 1000), 'plain', to),
    [],
  ],
  person: onPerson,
  accepted: onAccepted,
  code: onCode,
  revoked: onRevoked,
  confirm: onConfirm,
  stats: (state, _purpose, stats: Answers['stats']) => onStats(state, stats),
  files: (state, _purpose, files: Answers['files']) => onFiles(state, files),
  file: (state, _purpose, file: Answers['get-file']) => [withFile(state, file), []],
  'sent-file': onSentFile,
  sending: onSending,
  dropped: onDropped,
  folder: (state, _purpose, folder: DiskAnswers['folder']) => onFolder(state, folder),
  glance: onGlance,
  list: (state, { list, to }, answer) => [
    tell(state, listed(state, list, answer), 'plain', to),
    [],
  ],
};

/** That it is being written is over when it is told where it was. */
const withoutWord = (state: State): State =>
  state.toast?.text === state.words.toast.exporting ? { ...state, toast: undefined } : state;

const withLinesOf = (state: State, to: string, lines: readonly LineRow[]): State =>
  withLines(
    state,
    to,
    lines.map((line) => rowOf(line, state.words.reasons)),
  );

/** Rooms with something new show it before they are opened; so many at once are looked into. */
const mostLooked = 50;

function onRooms(state: State, _purpose: Purpose, rooms: readonly RoomRow[]): Step {
  const names = new Set(rooms.map(({ to }) => to));
  let next: State = { ...state, chats: state.chats.filter(staysIn(names)), drafted: true };
  for (const room of rooms) next = withRoom(next, room);
  const effects: Effect[] = state.drafted
    ? []
    : [
        ask<'drafts'>({ kind: 'drafts' }, { for: 'drafts' }),
        ask<'untold'>({ kind: 'untold' }, { for: 'untold' }),
        ask<'files'>({ kind: 'files' }, { for: 'files' }),
      ];
  const take = ([made, asks]: Step): void => {
    next = made;
    effects.push(...asks);
  };
  if (next.at === undefined || !names.has(next.at)) {
    const first = next.chats.find(({ to }) => to === '#lobby') ?? next.chats[0];
    if (first) take(go({ ...next, at: undefined }, first.to));
  } else take(wants(next, next.at));
  for (const { to } of next.chats.filter(isUnknown).slice(0, mostLooked)) take(lookInto(next, to));
  for (const chat of next.chats)
    if (reachesEnd(chat))
      effects.push(
        ask<'lines'>(
          { kind: 'lines', room: chat.to, after: newest(chat), limit: pageSize },
          { for: 'lines', to: chat.to, page: 'newer' },
        ),
      );
  return [next, effects];
}

/** With somebody to whom something is being written there may be no room yet. */
const staysIn =
  (names: ReadonlySet<string>) =>
  ({ to, kind, draft }: Chat): boolean =>
    names.has(to) || (kind === 'dm' && !isEmpty(draft));

const reachesEnd = ({ adrift, depth }: Chat): boolean =>
  adrift === 'no' && (depth === 'some' || depth === 'whole');

/** Nothing of it: it is said where it was asked. */
export function refused(state: State, purpose: Purpose, reason: Reason): Step {
  const text = harmlessLine(inWords(state.words.reasons, reason), 400);
  const refusal = refusals[purpose.for] as
    | ((state: State, purpose: Purpose, text: string) => Step)
    | undefined;
  return refusal ? refusal(state, purpose, text) : [tell(state, `! ${text}`, 'alert'), []];
}

type Refusal<K extends Purpose['for']> = (
  state: State,
  purpose: Extract<Purpose, { for: K }>,
  text: string,
) => Step;

const unheard = (state: State): Step => [state, []];

/** What is refused without a word, or with one in another place than here. */
const refusals: { readonly [K in Purpose['for']]?: Refusal<K> } = {
  nothing: unheard,
  people: unheard,
  presence: unheard,
  hole: unheard,
  rooms: unheard,
  drafts: unheard,
  untold: unheard,
  stats: stopAsking,
  files: unheard,
  dropped: unheard,
  glance: unheard,
  folder: (state, _purpose, text) => notInto(state, text),
  // What was named behind it is sent all the same.
  'sent-file': (state, { to, rest }, text) =>
    sendEach(tell(state, `! ${text}`, 'alert', to), to, rest),
  sent(state, { to, id }, text) {
    const chat = chatAt(state, to);
    if (!chat) return [tell(state, `! ${text}`, 'alert'), []];
    const next = moved(chat, { id, state: 'failed', why: text }, state.me.name);
    return [next ? withChat(state, to, () => next) : state, []];
  },
  lines: (state, { to }) => [withChat(state, to, (chat) => ({ ...chat, depth: 'none' })), []],
  older: (state, { to }) => [withChat(state, to, (chat) => ({ ...chat, depth: 'some' })), []],
  found: (state, { n }, text) => [toast(stopFound(state, n), text), []],
};
