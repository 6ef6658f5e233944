import { Command } from 'commander';

import { momentOf } from '../base/moment.ts';
import type { Answers, Client, Seat } from '../client/port.ts';
import { calledIn } from '../words/called.ts';
import { insteadOfUnknown } from './_people.ts';
import { Failure } from './failure.ts';
import { accountOptions, example, homeFor, iso, printJson, wholeNumber } from './options.ts';
import type { PasswordOptions } from './secret.ts';
import type { Terminal } from './terminal.ts';

/** `pychat logout`: forgets ticket and keys of an account on this machine. */
export function logoutCommand(terminal: Terminal): Command {
  const { help } = terminal.words;
  const logout = accountOptions(terminal, new Command('logout'))
    .description(help.logout)
    .argument('<address>')
    .action(async (address: string, _options: object, command: Command) => {
      const { logout: run } = await import('./_logout.ts');
      await run(terminal, homeFor(command, terminal), address, command);
    });
  return example(terminal, logout, 'pychat logout chat.example --user ana');
}

/** `pychat password`: a new password for the account. */
export function passwordCommand(terminal: Terminal): Command {
  const { help, results } = terminal.words;
  const password = accountOptions(terminal, new Command('password'))
    .description(help.password.about)
    .argument('<address>')
    .option('--new-password-file <file>', help.password.newFile)
    .action(async (address: string, options: PasswordOptions, command: Command) => {
      const { withClient } = await import('./_session.ts');
      const { newPasswordFrom, passwordFrom } = await import('./secret.ts');
      await withClient({ terminal, command, address }, async (client) => {
        const old = await passwordFrom(terminal, options, results.passwordNow);
        const fresh = await newPasswordFrom(terminal, options, results.newPassword, 'new');
        await client.ask<'password'>({ kind: 'password', old, new: fresh });
        terminal.err(`${results.passwordChanged}\n`);
      });
    });
  return example(terminal, password, 'pychat password chat.example --user ana');
}

interface Listed {
  readonly json?: boolean;
  readonly revoke?: number;
  readonly confirm?: number;
  readonly await?: boolean;
  readonly end?: number;
}

/** `pychat devices`: where this account is logged in, and how to end that. */
export function devicesCommand(terminal: Terminal): Command {
  const { help } = terminal.words;
  const number = wholeNumber(terminal, 0, 0xffff_ffff);
  const devices = accountOptions(terminal, new Command('devices'))
    .description(help.devices.about)
    .argument('<address>')
    .option('--revoke <id>', help.devices.revoke, number)
    .option('--confirm <id>', help.devices.confirm, number)
    .option('--await', help.devices.await)
    .option('--json', help.json)
    .action(async (address: string, options: Listed, command: Command) => {
      const { withClient } = await import('./_session.ts');
      await withClient({ terminal, command, address }, (client) =>
        onDevices(terminal, client, options),
      );
    });
  return example(
    terminal,
    devices,
    'pychat devices chat.example',
    'pychat devices chat.example --revoke 7',
    'pychat devices chat.example --confirm 7',
  );
}

async function onDevices(terminal: Terminal, client: Client, options: Listed): Promise<void> {
  const { revoke, confirm, json } = options;
  const { confirmHere, showDigits } = await import('./_confirm.ts');
  if (confirm !== undefined) return confirmHere(terminal, client, confirm);
  if (options.await) return showDigits(terminal, client);
  if (revoke !== undefined)
    await insteadOfUnknown(['no-device', revoke], () =>
      client.ask<'revoke-device'>({ kind: 'revoke-device', device: revoke }),
    );
  const found = await client.ask<'devices'>({ kind: 'devices' });
  if (json) return printJson(terminal, { event: 'devices', devices: found.map(deviceRow) });
  const { results } = terminal.words;
  const { table } = await import('./_table.ts');
  const marks = ({ here, online, revoked, waits }: (typeof found)[number]): string =>
    [
      here && results.thisOne,
      online && results.online,
      revoked && results.revoked,
      waits && results.waits,
    ]
      .filter(Boolean)
      .join(', ');
  terminal.out(
    table(found.map((row) => [String(row.id), row.label, momentOf(row.seen), marks(row)])),
  );
}

const deviceRow = (row: Answers['devices'][number]): object => ({
  ...row,
  created: iso(row.created),
  seen: iso(row.seen),
});

const userRow = (row: Answers['users'][number]): object => ({
  ...row,
  seen: row.seen === 0 ? null : iso(row.seen),
});

/** `pychat sessions`: who sits on the account's seats now. */
export function sessionsCommand(terminal: Terminal): Command {
  const { help } = terminal.words;
  const sessions = accountOptions(terminal, new Command('sessions'))
    .description(help.sessions.about)
    .argument('<address>')
    .option('--end <id>', help.sessions.end, wholeNumber(terminal, 0, 0xffff_ffff))
    .option('--json', help.json)
    .action(async (address: string, { end, json }: Listed, command: Command) => {
      const { withClient } = await import('./_session.ts');
      let ended = false;
      const choose = (seats: readonly Seat[]): number | undefined => {
        ended = seats.some(({ id }) => id === end);
        return ended ? end : undefined;
      };
      const wanted = { terminal, command, address, atSeats: true, choose };
      await withClient(wanted, async (client) => {
        if (end !== undefined && !ended) await endSession(client, end);
        await listSessions(terminal, client, json);
      });
    });
  return example(
    terminal,
    sessions,
    'pychat sessions chat.example',
    'pychat sessions chat.example --end 3',
  );
}

async function listSessions(terminal: Terminal, client: Client, json = false): Promise<void> {
  const { results } = terminal.words;
  const found = await client.ask<'sessions'>({ kind: 'sessions' });
  if (json) {
    const rows = found.map((row) => ({ ...row, since: iso(row.since) }));
    return printJson(terminal, { event: 'sessions', sessions: rows });
  }
  const { table } = await import('./_table.ts');
  terminal.out(
    table(
      found.map((row) => [
        String(row.id),
        row.label,
        results.since(momentOf(row.since)),
        row.here ? results.thisOne : '',
      ]),
    ),
  );
}

/** The nuvem takes it that one which is gone was ended; here a wrong number is more likely. */
async function endSession(client: Client, session: number): Promise<void> {
  const there = await client.ask<'sessions'>({ kind: 'sessions' });
  if (!there.some(({ id }) => id === session)) throw new Failure(['no-session', session]);
  await client.ask<'end-session'>({ kind: 'end-session', session });
}

/** `pychat users`: every account of the nuvem. */
export function usersCommand(terminal: Terminal): Command {
  const { help, results, said } = terminal.words;
  const users = accountOptions(terminal, new Command('users'))
    .description(help.users)
    .argument('<address>')
    .option('--json', help.json)
    .action(async (address: string, { json }: Listed, command: Command) => {
      const { withClient } = await import('./_session.ts');
      await withClient({ terminal, command, address }, async (client) => {
        const found = await client.ask<'users'>({ kind: 'users' });
        if (json) return printJson(terminal, { event: 'users', users: found.map(userRow) });
        const { table } = await import('./_table.ts');
        const seen = ({ state, seen: at }: (typeof found)[number]): string =>
          state === 'offline' && at > 0 ? results.lastSeen(momentOf(at)) : '';
        terminal.out(
          table(
            found.map((row) => [
              row.name,
              said.presence[row.state],
              calledIn(terminal.words.said.roles, row.role),
              seen(row),
            ]),
          ),
        );
      });
    });
  return example(terminal, users, 'pychat users chat.example --user ana');
}
