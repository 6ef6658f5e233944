import { randomBytes } from 'node:crypto';

import { Command } from 'commander';

import type { Client, RoomRow } from '../client/port.ts';
import { calledIn } from '../words/called.ts';
import { namingUnknown } from './_people.ts';
import { isSaying } from './_words.ts';
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
  readonly name: 'create' | 'add' | 'remove' | 'leave' | 'list' | 'members' | 'join';
  readonly takes: 'nothing' | 'room' | 'members' | 'some members';
  readonly run: (act: Act) => Promise<void>;
}

const verbs: readonly Verb[] = [
  { name: 'create', takes: 'some members', run: create },
  { name: 'add', takes: 'members', run: add },
  { name: 'remove', takes: 'members', run: remove },
  { name: 'leave', takes: 'room', run: leave },
  { name: 'list', takes: 'nothing', run: list },
  { name: 'members', takes: 'room', run: members },
];
const join: Verb = { name: 'join', takes: 'room', run: joinIt };

export const channelCommand = (terminal: Terminal): Command =>
  example(
    terminal,
    roomCommand(terminal, 'channel', [...verbs, join]),
    'pychat channel create chat.example --user ana news',
  );

export const groupCommand = (terminal: Terminal): Command =>
  example(
    terminal,
    roomCommand(terminal, 'group', verbs),
    'pychat group create chat.example --user ana +lab bob zeca',
  );

function roomCommand(terminal: Terminal, kind: Kind, all: readonly Verb[]): Command {
  const parent = new Command(kind).description(terminal.words.help.rooms[kind]).helpCommand(false);
  for (const verb of all) parent.addCommand(verbCommand(terminal, kind, verb));
  return parent;
}

function verbCommand(terminal: Terminal, kind: Kind, { name, takes, run }: Verb): Command {
  const { help } = terminal.words;
  const command = accountOptions(terminal, new Command(name))
    .description(help.rooms[name])
    .argument('<address>');
  if (takes !== 'nothing')
    command.argument('<room>', kind === 'group' ? `+${help.marks.name}` : help.rooms.channelName);
  if (takes === 'members') command.argument('<member...>');
  if (takes === 'some members') command.argument('[member...]');
  command
    .option('--json', help.json)
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
  return example(
    terminal,
    command,
    `pychat ${kind} ${name} chat.example --user ana${sample[takes]}`,
  );
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
  const { client, terminal, kind, room, members: people } = act;
  const id = randomBytes(16).toString('hex');
  const ask = { kind: 'create', id, what: kind, name: room.slice(1), members: people } as const;
  const made = await namingUnknown(client, people, () => client.ask<'create'>(ask));
  const { to, members: count } = made;
  done(
    { ...act, room: to },
    'created',
    { members: count },
    terminal.words.results.created(to, count),
  );
  const isOpen = kind === 'group' && !made.sealed && made.waiting === undefined;
  if (isOpen && !act.json) terminal.err(`${terminal.words.results.groupsOpen}\n`);
}

async function add(act: Act): Promise<void> {
  const { client, room, members: people } = act;
  await namingUnknown(client, people, () =>
    client.ask<'add'>({ kind: 'add', room, members: people }),
  );
  done(act, 'added', { users: people }, act.terminal.words.results.added(people.join(', '), room));
}

async function remove(act: Act): Promise<void> {
  const { client, room, members: people } = act;
  // One after the other: each is a request of its own.
  for (const member of people) await client.ask<'remove'>({ kind: 'remove', room, member });
  done(
    act,
    'removed',
    { users: people },
    act.terminal.words.results.taken(people.join(', '), room),
  );
}

async function leave(act: Act): Promise<void> {
  await act.client.ask<'leave'>({ kind: 'leave', room: act.room });
  done(act, 'left', {}, act.terminal.words.results.left(act.room));
}

async function joinIt(act: Act): Promise<void> {
  await act.client.ask<'join'>({ kind: 'join', name: act.room.slice(1) });
  done(act, 'joined', {}, act.terminal.words.results.joined(act.room));
}

async function members({ client, terminal, room, json }: Act): Promise<void> {
  const rows = await client.ask<'members'>({ kind: 'members', room });
  if (json) return printJson(terminal, { event: 'members', room, members: rows });
  const { table } = await import('./_table.ts');
  terminal.out(
    table(
      rows.map(({ name, role, state }) => [
        name,
        calledIn(terminal.words.said.roles, role),
        terminal.words.said.presence[state],
      ]),
    ),
  );
}

/** What came behind the last line that was read; own lines, and what the room tells of itself, are not news. */
async function unreadIn(client: Client, { to, head, read }: RoomRow): Promise<number> {
  if (head <= read) return 0;
  const lines = await client.ask<'lines'>({ kind: 'lines', room: to, after: read, limit: 1000 });
  const known = lines.filter((line) => line.from === client.me.name || !isSaying(line));
  return Math.max(0, head - read - known.filter(({ seq }) => seq !== undefined).length);
}

async function list({ client, terminal, kind, json }: Act): Promise<void> {
  const own = (await client.ask<'rooms'>({ kind: 'rooms' })).filter((room) => room.kind === kind);
  const rows = await Promise.all(
    own.map(async (room) => ({
      room: room.to,
      joined: true,
      role: room.role,
      topic: room.topic,
      members: room.members,
      unread: await unreadIn(client, room),
    })),
  );
  const known = new Set(rows.map(({ room }) => room));
  const others = kind === 'channel' ? await client.ask<'channels'>({ kind: 'channels' }) : [];
  const open = others
    .map((one) => ({ room: `#${one.name}`, joined: false, topic: one.topic, members: one.members }))
    .filter(({ room }) => !known.has(room));
  if (json) return printJson(terminal, { event: `${kind}s`, rooms: [...rows, ...open] });
  const { table } = await import('./_table.ts');
  const { results } = terminal.words;
  terminal.out(
    table([
      ...rows.map((row) => [
        row.room,
        results.members(row.members),
        results.unread(row.unread),
        row.topic,
      ]),
      ...open.map((row) => [row.room, results.members(row.members), results.notJoined, row.topic]),
    ]),
  );
}
