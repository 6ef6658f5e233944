import { momentOf } from '../base/moment.ts';
import { harmlessLine } from '../base/sanitize.ts';
import type { Answers } from '../client/port.ts';
import { calledIn } from '../words/called.ts';
import type { ListKind, Presence, State } from './state.ts';
import { pad, textWidth } from './width.ts';

type Rows = readonly (readonly string[])[];
type List = (state: State, answer: never) => Rows;

/** An answer that is a list, as text in columns under its title. */
export function listed(state: State, kind: ListKind, answer: unknown): string {
  const rows = (lists[kind] as (state: State, answer: unknown) => Rows)(state, answer);
  const { lists: words } = state.words;
  const title = kind === 'invite' ? '' : `${words[kind]} (${rows.length})`;
  const shown = rows.slice(0, most).map((row) => row.map((cell) => harmlessLine(cell, 80)));
  const body = rows.length === 0 ? [`  ${words.none}`] : columns(shown);
  const more = rows.length > most ? [`  ${state.words.more(rows.length - most)}`] : [];
  return [...(title === '' ? [] : [title]), ...body, ...more].join('\n');
}

const most = 200;

/** Cells under each other. */
export function columns(rows: Rows): string[] {
  const widths = (rows[0] ?? []).map((_cell, at) =>
    Math.max(...rows.map((row) => textWidth(row[at] ?? ''))),
  );
  return rows.map((row) =>
    `  ${row.map((cell, at) => pad(cell, widths[at] ?? 0)).join('  ')}`.trimEnd(),
  );
}

const presence = ({ words }: State, state: Presence): string => words.presence[state];

const lists: { readonly [K in ListKind]: List } = {
  who: (state, people: Answers['members']) =>
    people.map(({ name, role, state: now, verified = false }) => [
      name,
      presence(state, now),
      calledIn(state.words.roles, role),
      verified ? state.words.seals.verified : '',
    ]),
  users: (state, people: Answers['users']) =>
    people.map(({ name, role, state: now, seen }) => [
      name,
      presence(state, now),
      role === 'member' || role === 'user' ? '' : calledIn(state.words.roles, role),
      now === 'offline' && seen > 0 ? momentOf(seen) : '',
    ]),
  channels: ({ words }, channels: Answers['channels']) =>
    channels.map(({ name, topic, members }) => [`#${name}`, words.lists.people(members), topic]),
  devices: deviceRows,
  theirs: deviceRows,
  sessions: (state, sessions: Answers['sessions']) =>
    sessions.map(({ id, label, since, here }) => [
      String(id),
      label,
      state.words.start.seats.since(momentOf(since)),
      sign(state, here, false),
    ]),
  requests: ({ words }, requests: Answers['requests']) =>
    requests.map(({ from, kind, at }) => [
      `@${from}`,
      calledIn(words.palette.kinds, kind),
      momentOf(at),
    ]),
  blocks: (_state, names: Answers['blocks']) => names.map((name) => [`@${name}`]),
  invite: (_state, { code, until }: Answers['invite']) => [[code, momentOf(until)]],
};

function deviceRows(state: State, devices: Answers['devices']): Rows {
  return devices.map(({ id, label, online, here, revoked, seen, waits }) => [
    String(id),
    label,
    presence(state, online ? 'online' : 'offline'),
    momentOf(seen),
    sign(state, here, revoked) || (waits ? state.words.lists.waits(String(id)) : ''),
  ]);
}

function sign({ words }: State, here: boolean, revoked: boolean): string {
  if (here) return words.lists.here;
  return revoked ? words.lists.revoked : '';
}
