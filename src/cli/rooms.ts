import { randomBytes } from 'node:crypto';

import { Command } from 'commander';

import type { Client } from '../client/port.ts';
import { exits, Failure } from './failure.ts';
import { accountOptions, example, printJson } from './options.ts';
import type { Terminal } from './terminal.ts';

type Kind = 'channel' | 'group';

interface Act {
  readonly terminal: Terminal;
  readonly client: Client;
  readonly kind: Kind;
  /** With its sign: `#lobby`, `+lab`. */
  readonly room: string;
  readonly members: readonly string[];
  readonly json: boolean;
}

interface Verb {
  readonly name: string;
  readonly about: string;
  readonly takes: 'nothing' | 'room' | 'members' | 'some members';
  readonly run: (act: Act) => Promise<void>;
}

const verbs: readonly Verb[] = [
  { name: 'create', about: 'make one, with these members', takes: 'some members', run: create },
  { name: 'add', about: 'bring people in', takes: 'members', run: add },
  { name: 'remove', about: 'put people out', takes: 'members', run: remove },
  { name: 'leave', about: 'go', takes: 'room', run: leave },
  { name: 'list', about: 'what there is', takes: 'nothing', run: list },
  { name: 'members', about: 'who is in it', takes: 'room', run: members },
];
const join: Verb = { name: 'join', about: 'come in', takes: 'room', run: joinIt };

export const channelCommand = (terminal: Terminal): Command =>
  example(
    roomCommand(terminal, 'channel', [...verbs, join]).description('open squares: #name'),
    'pychat channel create chat.example --user ana news',
  );

export const groupCommand = (terminal: Terminal): Command =>
  example(
    roomCommand(terminal, 'group', verbs).description('groups: +name'),
    'pychat group create chat.example --user ana +lab bob zeca',
  );

function roomCommand(terminal: Terminal, kind: Kind, all: readonly Verb[]): Command {
  const parent = new Command(kind).helpCommand(false);
  for (const verb of all) parent.addCommand(verbCommand(terminal, kind, verb));
  return parent;
}

function verbCommand(terminal: Terminal, kind: Kind, { name, about, takes, run }: Verb): Command {
  const command = accountOptions(new Command(name)).description(about).argument('<address>');
  if (takes !== 'nothing')
    command.argument('<room>', kind === 'group' ? '+name' : '#name, or name');
  if (takes === 'members') command.argument('<member...>');
  if (takes === 'some members') command.argument('[member...]');
  command
    .option('--json', 'as one JSON object')
    .action(async (address: string, ...rest: readonly unknown[]) => {
      const [room, people] = takes === 'nothing' ? ['', []] : [rest[0] as string, rest[1]];
      const { withClient } = await import('./_session.ts');
      const { json = false } = command.opts<{ json?: boolean }>();
      const named = Array.isArray(people) ? (people as string[]).map(bare) : [];
      const act = { terminal, kind, room: room && signed(kind, room), members: named, json };
      await withClient({ terminal, command, address }, (client) => run({ ...act, client }));
    });
  const sample = {
    nothing: '',
    room: ' lab',
    members: ' lab bob',
    'some members': ' lab bob zeca',
  };
  return example(command, `pychat ${kind} ${name} chat.example --user ana${sample[takes]}`);
}

const bare = (name: string): string => name.replace(/^@/, '').toLowerCase();

function signed(kind: Kind, room: string): string {
  const sign = kind === 'group' ? '+' : '#';
  const name = room.replace(/^[+#]/, '');
  if (name === '' || /^[+#@]/.test(name) || (/^[+#@]/.test(room) && room[0] !== sign))
    throw new Failure([`no-${kind}-named`, room], exits.usage);
  return `${sign}${kind === 'channel' ? name.toLowerCase() : name}`;
}

function done({ terminal, json, room }: Act, event: string, more: object, words: string): void {
  if (json) printJson(terminal, { event, room, ...more });
  else terminal.err(`${words}\n`);
}

async function create(act: Act): Promise<void> {
  const { client, kind, room, members: people } = act;
  const id = randomBytes(16).toString('hex');
  const ask = { kind: 'create', id, what: kind, name: room.slice(1), members: people } as const;
  const { to, members: count } = await client.ask<'create'>(ask);
  done(
    { ...act, room: to },
    'created',
    { members: count },
    `${to} is there, with ${count} members.`,
  );
  if (kind === 'group' && !act.json)
    act.terminal.err('Groups are not sealed yet: the operator of the nuvem could read them.\n');
}

async function add(act: Act): Promise<void> {
  const { client, room, members: people } = act;
  await client.ask<'add'>({ kind: 'add', room, members: people });
  done(act, 'added', { users: people }, `${people.join(', ')} added to ${room}.`);
}

async function remove(act: Act): Promise<void> {
  const { client, room, members: people } = act;
  // One after the other: each is a request of its own.
  for (const member of people) await client.ask<'remove'>({ kind: 'remove', room, member });
  done(act, 'removed', { users: people }, `${people.join(', ')} removed from ${room}.`);
}

async function leave(act: Act): Promise<void> {
  await act.client.ask<'leave'>({ kind: 'leave', room: act.room });
  done(act, 'left', {}, `You have left ${act.room}.`);
}

async function joinIt(act: Act): Promise<void> {
  await act.client.ask<'join'>({ kind: 'join', name: act.room.slice(1) });
  done(act, 'joined', {}, `You are in ${act.room}.`);
}

async function members({ client, terminal, room, json }: Act): Promise<void> {
  const rows = await client.ask<'members'>({ kind: 'members', room });
  if (json) return printJson(terminal, { event: 'members', room, members: rows });
  const { table } = await import('./_table.ts');
  terminal.out(table(rows.map(({ name, role, state }) => [name, role, state])));
}

async function list({ client, terminal, kind, json }: Act): Promise<void> {
  const own = (await client.ask<'rooms'>({ kind: 'rooms' })).filter((room) => room.kind === kind);
  const rows = own.map(({ to, role, topic, members: count, head, read }) => ({
    room: to,
    joined: true,
    role,
    topic,
    members: count,
    unread: Math.max(0, head - read),
  }));
  const known = new Set(rows.map(({ room }) => room));
  const others = kind === 'channel' ? await client.ask<'channels'>({ kind: 'channels' }) : [];
  const open = others
    .map((one) => ({ room: `#${one.name}`, joined: false, topic: one.topic, members: one.members }))
    .filter(({ room }) => !known.has(room));
  if (json) return printJson(terminal, { event: `${kind}s`, rooms: [...rows, ...open] });
  const { table } = await import('./_table.ts');
  terminal.out(
    table([
      ...rows.map((row) => [row.room, `${row.members} members`, `${row.unread} unread`, row.topic]),
      ...open.map((row) => [row.room, `${row.members} members`, 'not joined', row.topic]),
    ]),
  );
}
