import { momentOf } from '../base/moment.ts';
import { harmlessLine } from '../base/sanitize.ts';
import type { ClientEvent, LineRow } from '../client/port.ts';
import { inWords } from '../words/reason.ts';
import { without } from './again.ts';
import { type Chat, isNews, missed, newest, withRows } from './chat.ts';
import {
  chatAt,
  go,
  isLooking,
  isUnknown,
  lookInto,
  open,
  pageSize,
  seen,
  tell,
  wants,
  withChat,
  withLines,
  withRoom,
} from './chats.ts';
import { onDigits, onKnock, onKnockOver, onLetIn } from './confirm.ts';
import { keyChanged } from './digits.ts';
import { ask } from './effects.ts';
import { heardFile } from './files.ts';
import { gone } from './gone.ts';
import { withMore } from './grow.ts';
import type { Change } from './item.ts';
import { moved, noneEarly, provedIn } from './moved.ts';
import { isQuiet } from './quiet.ts';
import { mentions, type Row, rowOf } from './rows.ts';
import { seatsText } from './seats-text.ts';
import type { Effect, State, Step } from './state.ts';
import { withVerified } from './verified.ts';

type Of<K extends ClientEvent['event']> = Extract<ClientEvent, { event: K }>;
type Hear = { readonly [K in ClientEvent['event']]: (state: State, event: Of<K>) => Step };

/** What the client tells, taken in. */
export function heard(state: State, event: ClientEvent): Step {
  const hear = hearers[event.event] as (state: State, event: ClientEvent) => Step;
  return hear(state, event);
}

const hearers: Hear = {
  line: (state, { line }) => heardLines(state, [line]),
  state(state, change) {
    const chat = chatAt(state, change.room);
    if (!chat) return [state, []];
    const { reason } = change;
    const why = reason && inWords(state.words.reasons, reason);
    const next = moved(chat, { ...change, ...(why === undefined ? {} : { why }) }, state.me.name);
    if (next) return seen(withChat(state, chat.to, () => next));
    return chat.depth === 'none' || chat.adrift !== 'no'
      ? [state, []]
      : [state, [newer(state, chat.to)]];
  },
  'given-up': (state, { room, id }) => [without(state, room, id), []],
  // Its own lines tell their state one by one.
  receipt: (state) => [state, []],
  proved: (state, { room, after, upTo }) => [
    withChat(state, room, (chat) => provedIn(chat, { after, upTo }, state.me.name)),
    [],
  ],
  file: (state, { file }) => heardFile(state, file),
  'file-fate': (state) => [state, []],
  member: onMember,
  room: (state, { room }) => {
    if (room.left) return gone(state, room.to);
    const next = onLetIn(state, withRoom(state, room), room);
    return next.at === undefined ? go(next, room.to) : wantsNow(next, room.to);
  },
  'room-gone': (state, { room }) => gone(state, room),
  presence: onPresence,
  typing: (state, { room, user }) => [
    withChat(state, room, (chat) => ({
      ...chat,
      typing: [
        ...chat.typing.filter(({ name }) => name !== harmlessLine(user, 32)).slice(-20),
        { name: harmlessLine(user, 32), until: state.now + typingMs },
      ],
    })),
    [],
  ],
  link: onLink,
  latency: (state, { latency }) => [{ ...state, link: { ...state.link, latency } }, []],
  gap: (state, { room }) => [
    withChat(state, room, (chat) => withRows(chat, noneEarly(chat.rows), state.me.name)),
    [],
  ],
  'key-changed': (state, { user }) => [keyChanged(state, user), []],
  verified: (state, { user }) => [withVerified(state, [{ name: user, verified: true }]), []],
  knock: onKnock,
  'knock-over': onKnockOver,
  digits: onDigits,
  suspicion: (state, { room, from, suspicion }) => {
    const text = state.words.suspicions[suspicion.kind](harmlessLine(from, 32));
    return [tell(state, text, 'grave', chatAt(state, room)?.to ?? state.at), []];
  },
  restored: (state, { at, lines }) => [
    tell(state, `! ${state.words.restored(momentOf(at), lines)}`, 'alert'),
    [],
  ],
  missed: (state) => [state, lookAgain(state)],
  notice: (state, { reason }) => [
    tell(state, harmlessLine(inWords(state.words.reasons, reason), 400)),
    [],
  ],
};

/** So many people whom nobody asked for are remembered, whatever names a nuvem makes up. */
const mostPeople = 5000;

function onPresence(state: State, { user, state: now }: Of<'presence'>): Step {
  const name = harmlessLine(user, 32);
  const before = state.presence.get(name);
  if (before === now || (before === undefined && state.presence.size >= mostPeople))
    return [state, []];
  return [{ ...state, presence: new Map(state.presence).set(name, now) }, []];
}

/** Without a new sign of life, somebody who typed does so no more. */
const typingMs = 6000;
/** What is older than that came with a catch-up: nobody is rung for it. */
const recentMs = 60_000;
const ringEvery = 3000;

function newer(state: State, to: string): Effect {
  const chat = chatAt(state, to);
  const asked = {
    kind: 'lines',
    room: to,
    after: chat ? newest(chat) : 0,
    limit: pageSize,
  } as const;
  return ask<'lines'>(asked, { for: 'lines', to, page: 'newer' });
}

/** Lines of one room, one behind the other. */
export function heardLines(state: State, lines: readonly LineRow[]): Step {
  const chat = chatAt(state, lines[0]?.room ?? '');
  if (!chat) return [state, [ask<'rooms'>({ kind: 'rooms' }, { for: 'rooms' })]];
  const me = state.me.name;
  const rows = lines.map((line) => rowOf(line, state.words.reasons));
  const rule = ruleAfter(state, chat, rows);
  const next = withChat(state, chat.to, (one) => ({
    ...(one.adrift === 'no' ? withMore(one, rows, me) : missed(one, rows, me)),
    head: lines.reduce((head, { seq = 0 }) => Math.max(head, seq), one.head),
    rule,
    typing: withoutTyping(one.typing, lines),
  }));
  const [read, effects] = seen(next);
  const call = mayRing(state, chat.to) && lines.findLast((line) => isCall(state, chat, line));
  if (!call) return [read, effects];
  return [{ ...read, rungAt: state.now }, [...effects, ...ringing(call)]];
}

/** When all was read, what comes while nobody looks stands below it. */
function ruleAfter(state: State, chat: Chat, rows: readonly Row[]): number | undefined {
  if (chat.unread > 0 || chat.to !== state.at || isLookedAt(state, chat.to)) return chat.rule;
  const first = rows.find((row) => isNews(row, state.me.name))?.seq;
  return first === undefined ? chat.rule : first - 1;
}

const isCall = ({ now, me, words }: State, { kind }: Chat, line: LineRow): boolean =>
  now - line.at < recentMs &&
  isNews(rowOf(line, words.reasons), me.name) &&
  (kind === 'dm' || mentions(line, me.name));

function withoutTyping(typing: Chat['typing'], lines: readonly LineRow[]): Chat['typing'] {
  if (typing.length === 0) return typing;
  const wrote = new Set(lines.map(({ from }) => harmlessLine(from, 32)));
  return typing.filter(({ name }) => !wrote.has(name));
}

/** Nobody is rung who is there, who wants quiet, or who was rung a moment ago: a flood is one call. */
const mayRing = ({ focused, muted, quiet, now, rungAt }: State, to: string): boolean =>
  !focused && !muted.has(to) && !isQuiet(quiet, now) && now - rungAt >= ringEvery;

const isLookedAt = (state: State, to: string): boolean =>
  state.at === to && isLooking(state) && open(state)?.anchor === 'end';

const ringing = ({ from, room, content }: LineRow): readonly Effect[] => [
  { do: 'bell' },
  {
    do: 'notify',
    title: `pychat ${harmlessLine(room, 40)}`,
    text: `${harmlessLine(from, 32)}: ${'text' in content ? harmlessLine(content.text ?? '', 80) : ''}`,
  },
];

const told: ReadonlySet<string> = new Set(['joined', 'left', 'banned', 'role']);

/** Groups tell of it in their log; channels only as it happens. */
function onMember(state: State, { room, user, change, by, at }: Of<'member'>): Step {
  const chat = chatAt(state, room);
  if (!chat) return [state, []];
  const name = harmlessLine(user, 32);
  const leaves = change === 'left' || change === 'removed' || change === 'banned';
  const others = chat.people?.filter((person) => person.name !== name);
  const people = others && !leaves ? [...others, { name, role: 'member' }] : others;
  const next = withChat(state, room, (one) => ({ ...one, people }));
  if (chat.kind !== 'channel' || !told.has(change)) return [next, []];
  const content = { kind: 'notice', change: change as Change, names: [user], by } as const;
  const id = `member ${room} ${user} ${at} ${change}`;
  return [withLines(next, room, [{ id, from: by, at, content, removed: false }]), []];
}

function onLink(state: State, { link }: Of<'link'>): Step {
  const up = link.state === 'up';
  const next = { ...state, link, linkAt: state.now, everUp: state.everUp || up };
  if (!up)
    return [
      link.seats && !state.link.seats ? tell(next, seatsText(next, link.seats), 'alert') : next,
      [],
    ];
  if (state.link.state === 'up') return [next, []];
  const asks = [
    ask<'rooms'>({ kind: 'rooms' }, { for: 'rooms' }),
    ask<'users'>({ kind: 'users' }, { for: 'presence' }),
  ];
  return [next, asks];
}

/** Everything that is shown, anew: rooms with what is new in them, who is here, and what became of the last lines. */
const lookAgain = (state: State): readonly Effect[] => [
  ask<'rooms'>({ kind: 'rooms' }, { for: 'rooms' }),
  ask<'users'>({ kind: 'users' }, { for: 'presence' }),
  ask<'files'>({ kind: 'files' }, { for: 'files' }),
  ...state.chats
    .filter(({ depth }) => depth === 'some' || depth === 'whole')
    .map((chat) =>
      ask<'lines'>(
        {
          kind: 'lines',
          room: chat.to,
          after: Math.max(0, newest(chat) - pageSize),
          limit: pageSize,
        },
        { for: 'lines', to: chat.to, page: 'newer' },
      ),
    ),
];

function wantsNow(state: State, to: string): Step {
  if (state.at === to) return wants(state, to);
  const chat = chatAt(state, to);
  return chat && isUnknown(chat) ? lookInto(state, to) : [state, []];
}
