import { randomBytes } from 'node:crypto';

import { harmlessLine } from '../base/sanitize.ts';
import type { Client } from '../client/port.ts';
import { inWords } from '../words/reason.ts';
import type { Words } from '../words/words.ts';
import { exportHere } from './_export-here.ts';
import { namingUnknown } from './_people.ts';
import { table } from './_table.ts';
import { roleIn } from './_words.ts';
import { explained } from './failure.ts';

/** Where somebody is while typing. */
export interface Here {
  room: string;
  readonly client: Client;
  readonly words: Words;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
  readonly send: (to: string, text: string) => void;
}

/** Answers false when the words are not what it takes. */
type Slash = (here: Here, words: readonly string[]) => Promise<boolean> | boolean;
type Name = keyof Words['lines']['slashes'];

const slashes: Readonly<Record<Name, Slash>> = {
  dm: (here, words) => go(here, '@', words),
  group: (here, words) => go(here, '+', words),
  channel: (here, words) => go(here, '#', words),
  join: joinIt,
  leave,
  create,
  add,
  remove,
  rooms,
  who,
  users,
  sessions,
  end,
  resend,
  retry,
  export: exportIt,
  help,
};

const isName = (name: string): name is Name => Object.hasOwn(slashes, name);

/** Runs what was typed behind a `/`. */
export async function slash(here: Here, text: string): Promise<'quit' | 'go on'> {
  const [name = '', ...words] = text.split(/\s+/).filter((word) => word !== '');
  if (name === 'quit' || name === 'exit') return 'quit';
  if (isName(name)) await tried(here, name, words);
  else here.say(here.words.lines.noCommand(harmlessLine(name, 40)));
  return 'go on';
}

async function tried(here: Here, name: Name, words: readonly string[]): Promise<void> {
  const { lines } = here.words;
  try {
    if (!(await slashes[name](here, words)))
      here.say(lines.itIs(`/${name} ${lines.slashes[name].usage}`));
  } catch (failure) {
    const known = explained(failure);
    if (!known) throw failure;
    here.say(`! ${harmlessLine(inWords(here.words.reasons, known.reason), 400)}`);
  }
}

const named = (sign: string, word: string): string => (word.startsWith(sign) ? word : sign + word);

function go(here: Here, sign: '@' | '+' | '#', [room, ...text]: readonly string[]): boolean {
  if (room === undefined) return false;
  here.room = named(sign, room);
  if (text.length > 0) here.send(here.room, text.join(' '));
  else {
    const { nowIn, nowInOpen } = here.words.lines;
    here.say((sign === '#' ? nowIn : nowInOpen)(harmlessLine(here.room, 80)));
  }
  return true;
}

async function joinIt(here: Here, [room]: readonly string[]): Promise<boolean> {
  if (room === undefined) return false;
  const { to } = await here.client.ask<'join'>({ kind: 'join', name: named('#', room).slice(1) });
  here.room = to;
  here.say(here.words.lines.nowIn(harmlessLine(to, 80)));
  return true;
}

async function leave(here: Here): Promise<boolean> {
  await here.client.ask<'leave'>({ kind: 'leave', room: here.room });
  here.say(here.words.lines.left(harmlessLine(here.room, 80)));
  here.room = '#lobby';
  return true;
}

async function create(here: Here, [room = '', ...people]: readonly string[]): Promise<boolean> {
  if (!/^[+#]./.test(room)) return false;
  const what = room.startsWith('+') ? 'group' : 'channel';
  const id = randomBytes(16).toString('hex');
  const members = people.map((name) => name.replace(/^@/, ''));
  const made = await namingUnknown(here.client, members, () =>
    here.client.ask<'create'>({
      kind: 'create',
      id,
      what,
      name: room.slice(1),
      members,
    }),
  );
  return go(here, room.startsWith('+') ? '+' : '#', [made.to]);
}

async function add(here: Here, people: readonly string[]): Promise<boolean> {
  if (people.length === 0) return false;
  const members = people.map((name) => name.replace(/^@/, ''));
  await namingUnknown(here.client, members, () =>
    here.client.ask<'add'>({ kind: 'add', room: here.room, members }),
  );
  return true;
}

async function remove(here: Here, [name]: readonly string[]): Promise<boolean> {
  if (name === undefined) return false;
  await here.client.ask<'remove'>({
    kind: 'remove',
    room: here.room,
    member: name.replace(/^@/, ''),
  });
  return true;
}

async function rooms(here: Here): Promise<boolean> {
  const all = await here.client.ask<'rooms'>({ kind: 'rooms' });
  const rows = all.map(({ to, members, topic }) => [
    to === here.room ? '►' : '',
    to,
    String(members),
    topic,
  ]);
  here.say(table(rows).trimEnd());
  return true;
}

async function who(here: Here): Promise<boolean> {
  const all = await here.client.ask<'members'>({ kind: 'members', room: here.room });
  here.say(
    table(
      all.map(({ name, state, role }) => [
        name,
        here.words.said.presence[state],
        roleIn(here, role),
      ]),
    ).trimEnd(),
  );
  return true;
}

async function users(here: Here): Promise<boolean> {
  const all = await here.client.ask<'users'>({ kind: 'users' });
  here.say(
    table(
      all.map(({ name, state, role }) => [
        name,
        here.words.said.presence[state],
        roleIn(here, role),
      ]),
    ).trimEnd(),
  );
  return true;
}

async function sessions(here: Here): Promise<boolean> {
  const all = await here.client.ask<'sessions'>({ kind: 'sessions' });
  const rows = all.map(({ id, label, here: this_ }) => [
    String(id),
    label,
    this_ ? here.words.results.thisOne : '',
  ]);
  here.say(table(rows).trimEnd());
  return true;
}

async function end(here: Here, [id = '']: readonly string[]): Promise<boolean> {
  if (!/^\d{1,10}$/.test(id)) return false;
  await here.client.ask<'end-session'>({ kind: 'end-session', session: Number(id) });
  return true;
}

async function resend(here: Here, [answer]: readonly string[]): Promise<boolean> {
  await here.client.ask<'resend'>({ kind: 'resend', yes: answer !== 'no' });
  return true;
}

async function retry(here: Here): Promise<boolean> {
  await here.client.ask<'retry'>({ kind: 'retry' });
  return true;
}

async function exportIt(here: Here, said: readonly string[]): Promise<boolean> {
  const { client, words, room: to, signal } = here;
  const told = await exportHere({ client, words, to, said: said.join(' '), signal });
  here.say(`-- ${harmlessLine(told)}`);
  return true;
}

function help(here: Here): boolean {
  const { lines } = here.words;
  const rows = Object.entries(lines.slashes).map(([name, { usage, about }]) => [
    `/${name} ${usage}`,
    about,
  ]);
  here.say(table([...rows, ['/quit', lines.quit]]).trimEnd());
  return true;
}
