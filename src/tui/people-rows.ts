import type { Chat } from './chat.ts';
import { open } from './chats.ts';
import { type Ink, type Row, span } from './frame.ts';
import { presenceSign } from './list-rows.ts';
import type { State } from './state.ts';
import { inkOfNick } from './theme.ts';
import { signFor } from './verified.ts';
import { short } from './width.ts';

const orders: readonly string[] = ['online', 'away', 'offline'];

/** Who is in the open room: those who are there first. */
export function peopleRows(state: State, width: number, height: number): readonly Row[] {
  const chat = open(state);
  const people = peopleOf(state, chat);
  const shown = people.length > height ? people.slice(0, height - 1) : people;
  const rows = shown.map((name): Row => {
    const [ink, sign] = presenceOf(state, name);
    const nick: Ink = name === state.me.name ? 'mine' : inkOfNick(name, state.colours);
    const verified = chat ? signFor(state, chat, name) : '';
    return [
      span(ink, sign),
      span(nick, ` ${short(name, width - 2 - verified.length)}`),
      span('good', verified),
    ];
  });
  const rest = people.length - shown.length;
  return rest > 0 ? [...rows, [span('dim', `  ${state.words.more(rest)}`)]] : rows;
}

const presenceOf = (state: State, name: string): readonly [Ink, string] =>
  name === state.me.name
    ? presenceSign({ ...state, presence: new Map([[name, ownPresence(state)]]) }, name)
    : presenceSign(state, name);

const ownPresence = ({ link, away }: State): 'online' | 'away' | 'offline' => {
  if (link.state === 'down') return 'offline';
  return away ? 'away' : 'online';
};

function peopleOf(state: State, chat: Chat | undefined): readonly string[] {
  const names =
    chat?.kind === 'dm'
      ? [state.me.name, chat.title.slice(1)]
      : (chat?.people ?? []).map(({ name }) => name);
  const order = (name: string): number =>
    name === state.me.name ? -1 : orders.indexOf(state.presence.get(name) ?? 'offline');
  return [...new Set(names)].toSorted(
    (one, other) => order(one) - order(other) || (one < other ? -1 : 1),
  );
}
