import { randomBytes } from 'node:crypto';

import { harmlessLine } from '../base/sanitize.ts';
import type { Client } from '../client/port.ts';
import { inWords } from '../words/reason.ts';
import type { Words } from '../words/words.ts';
import { table } from './_table.ts';
import { explained } from './failure.ts';

/** Where somebody is while typing. */
export interface Here {
  room: string;
  readonly client: Client;
  readonly words: Words;
  readonly say: (text: string) => void;
  readonly send: (to: string, text: string) => void;
}

interface Slash {
  readonly usage: string;
  readonly about: string;
  /** Answers false when the words are not what it takes. */
  readonly run: (here: Here, words: readonly string[]) => Promise<boolean> | boolean;
}

const slashes: Readonly<Record<string, Slash>> = {
  dm: {
    usage: '@user [text]',
    about: 'talk to somebody alone',
    run: (here, words) => go(here, '@', words),
  },
  group: {
    usage: '+group [text]',
    about: 'talk to a group',
    run: (here, words) => go(here, '+', words),
  },
  channel: {
    usage: '#channel [text]',
    about: 'talk in a channel',
    run: (here, words) => go(here, '#', words),
  },
  join: { usage: '#channel', about: 'come into a channel', run: joinIt },
  leave: { usage: '', about: 'leave the conversation you are in', run: leave },
  create: { usage: '+group|#channel [user …]', about: 'make a room', run: create },
  add: { usage: 'user …', about: 'bring people into this room', run: add },
  remove: { usage: 'user', about: 'put somebody out of this room', run: remove },
  rooms: { usage: '', about: 'your conversations', run: rooms },
  who: { usage: '', about: 'who is in this room', run: who },
  users: { usage: '', about: 'everybody on this nuvem', run: users },
  sessions: { usage: '', about: 'who sits on your seats', run: sessions },
  end: { usage: 'id', about: 'end one of your sessions', run: end },
  resend: { usage: '[no]', about: 'send again what the nuvem lost, or give it up', run: resend },
  retry: { usage: '', about: 'connect now', run: retry },
  help: { usage: '', about: 'this list', run: help },
};

/** Runs what was typed behind a `/`. */
export async function slash(here: Here, text: string): Promise<'quit' | 'go on'> {
  const [name = '', ...words] = text.split(/\s+/).filter((word) => word !== '');
  if (name === 'quit' || name === 'exit') return 'quit';
  const found = Object.hasOwn(slashes, name) ? slashes[name] : undefined;
  if (!found) here.say(`! There is no /${harmlessLine(name, 40)}. /help lists what there is.`);
  else await tried(here, name, found, words);
  return 'go on';
}

async function tried(
  here: Here,
  name: string,
  { run, usage }: Slash,
  words: readonly string[],
): Promise<void> {
  try {
    if (!(await run(here, words))) here.say(`! It is: /${name} ${usage}`);
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
  else
    here.say(`-- now in ${harmlessLine(here.room, 80)}${sign === '#' ? '' : ' (not sealed yet)'}`);
  return true;
}

async function joinIt(here: Here, [room]: readonly string[]): Promise<boolean> {
  if (room === undefined) return false;
  const { to } = await here.client.ask<'join'>({ kind: 'join', name: named('#', room).slice(1) });
  here.room = to;
  here.say(`-- now in ${harmlessLine(to, 80)}`);
  return true;
}

async function leave(here: Here): Promise<boolean> {
  await here.client.ask<'leave'>({ kind: 'leave', room: here.room });
  here.say(`-- you have left ${harmlessLine(here.room, 80)}`);
  here.room = '#lobby';
  return true;
}

async function create(here: Here, [room = '', ...people]: readonly string[]): Promise<boolean> {
  if (!/^[+#]./.test(room)) return false;
  const what = room.startsWith('+') ? 'group' : 'channel';
  const id = randomBytes(16).toString('hex');
  const members = people.map((name) => name.replace(/^@/, ''));
  const made = await here.client.ask<'create'>({
    kind: 'create',
    id,
    what,
    name: room.slice(1),
    members,
  });
  return go(here, room.startsWith('+') ? '+' : '#', [made.to]);
}

async function add(here: Here, people: readonly string[]): Promise<boolean> {
  if (people.length === 0) return false;
  const members = people.map((name) => name.replace(/^@/, ''));
  await here.client.ask<'add'>({ kind: 'add', room: here.room, members });
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
  here.say(table(all.map(({ name, state, role }) => [name, state, role])).trimEnd());
  return true;
}

async function users(here: Here): Promise<boolean> {
  const all = await here.client.ask<'users'>({ kind: 'users' });
  here.say(table(all.map(({ name, state, role }) => [name, state, role])).trimEnd());
  return true;
}

async function sessions(here: Here): Promise<boolean> {
  const all = await here.client.ask<'sessions'>({ kind: 'sessions' });
  const rows = all.map(({ id, label, here: this_ }) => [
    String(id),
    label,
    this_ ? 'this one' : '',
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

function help(here: Here): boolean {
  const rows = Object.entries(slashes).map(([name, { usage, about }]) => [
    `/${name} ${usage}`,
    about,
  ]);
  here.say(table([...rows, ['/quit', 'end']]).trimEnd());
  return true;
}
