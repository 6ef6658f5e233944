import type { Chat } from './chat.ts';
import { isEmpty } from './editor.ts';
import { type Ink, type Row, span } from './frame.ts';
import { layoutOf } from './layout.ts';
import { withoutEdit } from './say.ts';
import type { Presence, State } from './state.ts';
import { signFor } from './verified.ts';
import { pad, short, textWidth } from './width.ts';

const signs: Readonly<Record<Presence, readonly [Ink, string]>> = {
  online: ['online', '●'],
  away: ['away', '◐'],
  offline: ['offline', '○'],
};

export const presenceSign = (state: State, name: string): readonly [Ink, string] =>
  signs[state.presence.get(name) ?? 'offline'];

/** The first conversation in sight: the open one stays in the middle of a long list. */
function firstShown(state: State, height: number): number {
  const at = state.chats.findIndex(({ to }) => to === state.at);
  return Math.max(0, Math.min(at - Math.floor(height / 2), state.chats.length - height));
}

/** The conversation on a row of the screen. */
export function chatOnRow(state: State, y: number): string | undefined {
  const { messages, standing } = layoutOf(state);
  const height = messages.height + standing.length;
  const at = y - messages.y;
  if (at < 0 || at >= height) return undefined;
  return state.chats[firstShown(state, height) + at]?.to;
}

/** The list of conversations. */
export function listRows(state: State, width: number, height: number): readonly Row[] {
  const first = firstShown(state, height);
  return state.chats.slice(first, first + height).map((chat) => chatRow(state, chat, width));
}

function chatRow(state: State, chat: Chat, width: number): Row {
  const selected = chat.to === state.at;
  const muted = state.muted.has(chat.to);
  const badge = badgeOf(chat, muted);
  const ink = inkOf(chat, selected, muted);
  const [signInk, sign] = signOf(state, chat);
  const mark = `${muted ? ' (m)' : ''}${selected || isEmpty(withoutEdit(chat)) ? '' : ' ✎'}`;
  const room = width - 4 - textWidth(badge) - (badge === '' ? 0 : 1);
  const verified = signFor(state, chat, chat.to.slice(1));
  const most = Math.max(1, room - mark.length - verified.length);
  const name = short(chat.title.replace(/^[@#+]/, ''), most);
  const rest = pad(mark, room - textWidth(name) - verified.length);
  return [
    span(ink, selected ? '►' : ' '),
    span(selected ? ink : signInk, sign),
    span(ink, ` ${name}`),
    span(selected ? ink : 'good', verified),
    span(ink, `${rest} ${badge === '' ? '' : ' '}`),
    ...(badge === '' ? [] : [span(badgeInk(chat, selected, muted), badge)]),
  ];
}

function badgeOf({ unread, request, alarm }: Chat, muted: boolean): string {
  if (alarm.length > 0) return '!';
  if (request) return '?';
  if (unread === 0) return '';
  if (muted) return '·';
  return unread > 999 ? '999+' : String(unread);
}

function badgeInk({ mentioned, request, alarm }: Chat, selected: boolean, muted: boolean): Ink {
  if (selected) return 'selection';
  if (alarm.length > 0) return 'alert';
  if (request) return 'badge';
  if (mentioned > 0 && !muted) return 'badge';
  return muted ? 'dim' : 'bright';
}

function inkOf({ unread, mentioned }: Chat, selected: boolean, muted: boolean): Ink {
  if (selected) return 'selection';
  if (muted || unread === 0) return mentioned > 0 && !muted ? 'bright' : 'dim';
  return mentioned > 0 ? 'bright' : 'normal';
}

function signOf(state: State, { kind, to }: Chat): readonly [Ink, string] {
  if (kind === 'channel') return ['dim', '#'];
  if (kind === 'group') return ['dim', '+'];
  return presenceSign(state, to.slice(1));
}
