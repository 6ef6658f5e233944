import type { RoomRow } from '../client/port.ts';
import { type Chat, counted, newChat, newest, withRule } from './chat.ts';
import type { Editor } from './editor.ts';
import { ask, toast } from './effects.ts';
import { factsOf } from './facts.ts';
import { withMore } from './grow.ts';
import type { Row, Told } from './rows.ts';
import type { Effect, State, Step } from './state.ts';
import { personIn, withVerified } from './verified.ts';

/** How many lines are asked for at once. */
export const pageSize = 100;

export const chatAt = (state: State, to: string): Chat | undefined =>
  state.chats.find((chat) => chat.to === to);

/** The conversation that is open. */
export const open = (state: State): Chat | undefined =>
  state.at === undefined ? undefined : chatAt(state, state.at);

/** The state with one conversation made anew; as it was when there is none of that name. */
export function withChat(state: State, to: string, make: (chat: Chat) => Chat): State {
  const at = state.chats.findIndex((chat) => chat.to === to);
  const chat = state.chats[at];
  return chat ? { ...state, chats: state.chats.with(at, make(chat)) } : state;
}

export const withOpen = (state: State, make: (chat: Chat) => Chat): State =>
  state.at === undefined ? state : withChat(state, state.at, make);

export const draftOf = (state: State): Editor => open(state)?.draft ?? state.draft;

export const withDraft = (state: State, draft: Editor): State =>
  open(state) ? withOpen(state, (chat) => ({ ...chat, draft })) : { ...state, draft };

const kinds: readonly RoomRow['kind'][] = ['channel', 'group', 'dm'];

/** Channels, groups, people, each by name: a conversation keeps its place while one looks at it. */
const inOrder = (one: Chat, other: Chat): number =>
  kinds.indexOf(one.kind) - kinds.indexOf(other.kind) || (one.to < other.to ? -1 : 1);

/** What the client says of a room, taken in. */
export const withRoom = (state: State, room: RoomRow): State =>
  withVerified(withFacts(state, room), personIn(room));

function withFacts(state: State, room: RoomRow): State {
  const known = chatAt(state, room.to);
  const former = known ? undefined : calledOtherwise(state, room);
  if (former) return withFacts(recalled(state, former, room), room);
  if (!known)
    return {
      ...state,
      chats: [...state.chats, counted(newChat(room), state.me.name)].toSorted(inOrder),
    };
  const read = Math.max(known.read, room.read);
  const head = Math.max(known.head, room.head);
  return withChat(state, room.to, (chat) =>
    counted({ ...chat, ...factsOf(room), read, head }, state.me.name),
  );
}

/** A group may have another name now, or have had none yet. */
const calledOtherwise = ({ chats }: State, { key, kind }: RoomRow): Chat | undefined =>
  kind === 'group' ? chats.find((chat) => chat.key === key) : undefined;

function recalled(state: State, { to: before }: Chat, { to }: RoomRow): State {
  const renamed = withChat(state, before, (chat) => ({ ...chat, to }));
  const isMuted = state.muted.has(before);
  const others = [...state.muted].filter((one) => one !== before);
  return {
    ...renamed,
    chats: renamed.chats.toSorted(inOrder),
    at: state.at === before ? to : state.at,
    muted: isMuted ? new Set([...others, to]) : state.muted,
  };
}

export const withLines = (state: State, to: string, rows: readonly Row[]): State =>
  withChat(state, to, (chat) => withMore(chat, rows, state.me.name));

/** Opens a conversation, with what is needed to show it. */
export function go(state: State, to: string): Step {
  const chat = chatAt(state, to);
  if (!chat) return [state, []];
  if (state.at === to) return seen(state);
  const left = withOpen(state, (one) => ({ ...one, rule: undefined, picked: undefined }));
  const entered = withChat({ ...left, at: to, find: undefined, tab: undefined }, to, (one) =>
    withRule({ ...one, anchor: 'end' }, one.unread > 0 ? one.read : undefined, state.me.name),
  );
  const [wanted, asks] = wants(entered, to);
  const [next, effects] = seen(wanted);
  return [next, [...asks, ...effects]];
}

/** Asks for what was said last. */
export const lastPage = (to: string): Effect =>
  ask<'lines'>({ kind: 'lines', room: to, limit: pageSize }, { for: 'lines', to, page: 'last' });

/** Whether it has something new of which only the number is known: what a room tells of itself counts there, too. */
export const isUnknown = ({ unread, depth }: Chat): boolean => unread > 0 && depth === 'none';

/** Asks for what is new in it. */
export const lookInto = (state: State, to: string): Step => [
  withChat(state, to, (chat) => ({ ...chat, depth: 'asking' })),
  [lastPage(to)],
];

/** Asks for what a conversation lacks. */
export function wants(state: State, to: string): Step {
  const chat = chatAt(state, to);
  if (!chat) return [state, []];
  const effects: Effect[] = [];
  if (chat.depth === 'none' || chat.adrift !== 'no') effects.push(lastPage(to));
  if (chat.people === undefined && state.link.state === 'up' && chat.kind !== 'dm')
    effects.push(ask<'members'>({ kind: 'members', room: to }, { for: 'people', to }));
  const depth = chat.depth === 'none' ? 'asking' : chat.depth;
  return [withChat(state, to, (one) => ({ ...one, depth })), effects];
}

/** Whether somebody is there, and nothing hides the conversation. */
export const isLooking = ({ focused, dashboard }: State): boolean => focused && !dashboard;

/** Marks as read what is in front of somebody's eyes. */
export function seen(state: State): Step {
  const chat = open(state);
  if (!chat || !isLooking(state) || chat.anchor !== 'end' || chat.request || chat.adrift !== 'no')
    return [state, []];
  const seq = newest(chat);
  if (seq <= chat.read) return [state, []];
  const next = withChat(state, chat.to, (one) => ({ ...one, read: seq, unread: 0, mentioned: 0 }));
  return [next, [ask<'read'>({ kind: 'read', room: chat.to, seq })]];
}

/** Says something in the open conversation that only this person sees. */
export function tell(
  state: State,
  text: string,
  tone: Told['tone'] = 'plain',
  to = state.at,
  about?: string,
): State {
  if (to === undefined) return { ...state, toast: { text, until: state.now + 8000 } };
  const row: Row = {
    id: `told ${state.fresh} ${state.chats.find((chat) => chat.to === to)?.rows.length ?? 0}`,
    from: '',
    at: state.now,
    content: { kind: 'told', text, tone, about },
    removed: false,
  };
  const told = withLines(state, to, [row]);
  const chat = open(told);
  const outOfSight = chat?.to === to && (chat.anchor !== 'end' || chat.adrift !== 'no');
  return outOfSight ? toast(told, state.words.toast.atEnd) : told;
}

/** The neighbour of the open conversation in the list. */
export function beside(state: State, steps: number): Step {
  if (state.chats.length === 0) return [state, []];
  const at = state.chats.findIndex((chat) => chat.to === state.at);
  const next = Math.min(state.chats.length - 1, Math.max(0, at + steps));
  return go(state, state.chats[next]?.to ?? '');
}

/** The newest line that a person said, by whom it fits. */
export function lastSaid(chat: Chat, fits: (row: Row) => boolean): Row | undefined {
  return chat.rows.findLast(
    (row) =>
      row.seq !== undefined &&
      !row.removed &&
      ['text', 'reply', 'me', 'file'].includes(row.content.kind) &&
      fits(row),
  );
}
