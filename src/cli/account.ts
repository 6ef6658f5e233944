import { Command } from 'commander';

import { accountOptions, example, homeFor, iso, printJson, wholeNumber } from './options.ts';
import type { Terminal } from './terminal.ts';

/** `pychat logout`: forgets ticket and keys of an account on this machine. */
export function logoutCommand(terminal: Terminal): Command {
  const logout = accountOptions(new Command('logout'))
    .description('forget the log-in of this machine')
    .argument('<address>')
    .action(async (address: string, _options: object, command: Command) => {
      const { logout: run } = await import('./_logout.ts');
      await run(terminal, homeFor(command, terminal), address, command);
    });
  return example(logout, 'pychat logout chat.example --user ana');
}

/** `pychat password`: a new password for the account. */
export function passwordCommand(terminal: Terminal): Command {
  const password = accountOptions(new Command('password'))
    .description('change the password')
    .argument('<address>')
    .option(
      '--new-password-file <file>',
      'where the new one is; else $PYCHAT_NEW_PASSWORD, or it is asked for',
    )
    .action(async (address: string, options: NewPassword, command: Command) => {
      const { withClient } = await import('./_session.ts');
      const { newPasswordFrom, passwordFrom } = await import('./secret.ts');
      await withClient({ terminal, command, address }, async (client) => {
        const old = await passwordFrom(terminal, options, 'Password now: ');
        const env = { ...terminal.env, PYCHAT_PASSWORD: terminal.env['PYCHAT_NEW_PASSWORD'] };
        const given = options.newPasswordFile ? { passwordFile: options.newPasswordFile } : {};
        const fresh = await newPasswordFrom({ ...terminal, env }, given, 'New password: ');
        await client.ask<'password'>({ kind: 'password', old, new: fresh });
        terminal.err('The password is changed. Other devices stay logged in.\n');
      });
    });
  return example(password, 'pychat password chat.example --user ana');
}

interface NewPassword {
  readonly passwordFile?: string;
  readonly newPasswordFile?: string;
}

interface Listed {
  readonly json?: boolean;
  readonly revoke?: number;
  readonly end?: number;
}

/** `pychat devices`: where this account is logged in, and how to end that. */
export function devicesCommand(terminal: Terminal): Command {
  const devices = accountOptions(new Command('devices'))
    .description('list the devices of the account')
    .argument('<address>')
    .option('--revoke <id>', 'shut one of them out for good', wholeNumber(0, 0xffff_ffff))
    .option('--json', 'as one JSON object')
    .action(async (address: string, { revoke, json }: Listed, command: Command) => {
      const { withClient } = await import('./_session.ts');
      await withClient({ terminal, command, address }, async (client) => {
        if (revoke !== undefined)
          await client.ask<'revoke-device'>({ kind: 'revoke-device', device: revoke });
        const found = await client.ask<'devices'>({ kind: 'devices' });
        const rows = found.map((row) => ({
          ...row,
          created: iso(row.created),
          seen: iso(row.seen),
        }));
        if (json) return printJson(terminal, { event: 'devices', devices: rows });
        const { table } = await import('./_table.ts');
        const marks = ({ here, online, revoked }: (typeof rows)[number]): string =>
          [here && 'this one', online && 'online', revoked && 'revoked'].filter(Boolean).join(', ');
        terminal.out(table(rows.map((row) => [String(row.id), row.label, row.seen, marks(row)])));
      });
    });
  return example(devices, 'pychat devices chat.example', 'pychat devices chat.example --revoke 7');
}

/** `pychat sessions`: who sits on the account's seats now. */
export function sessionsCommand(terminal: Terminal): Command {
  const sessions = accountOptions(new Command('sessions'))
    .description('list the sessions of the account')
    .argument('<address>')
    .option('--end <id>', 'end one of them', wholeNumber(0, 0xffff_ffff))
    .option('--json', 'as one JSON object')
    .action(async (address: string, { end, json }: Listed, command: Command) => {
      const { withClient } = await import('./_session.ts');
      await withClient({ terminal, command, address, atSeats: true }, async (client) => {
        if (end !== undefined)
          await client.ask<'end-session'>({ kind: 'end-session', session: end });
        const found = await client.ask<'sessions'>({ kind: 'sessions' });
        const rows = found.map((row) => ({ ...row, since: iso(row.since) }));
        if (json) return printJson(terminal, { event: 'sessions', sessions: rows });
        const { table } = await import('./_table.ts');
        terminal.out(
          table(
            rows.map((row) => [String(row.id), row.label, row.since, row.here ? 'this one' : '']),
          ),
        );
      });
    });
  return example(sessions, 'pychat sessions chat.example', 'pychat sessions chat.example --end 3');
}

/** `pychat users`: every account of the nuvem. */
export function usersCommand(terminal: Terminal): Command {
  const users = accountOptions(new Command('users'))
    .description('list the accounts of the nuvem')
    .argument('<address>')
    .option('--json', 'as one JSON object')
    .action(async (address: string, { json }: Listed, command: Command) => {
      const { withClient } = await import('./_session.ts');
      await withClient({ terminal, command, address }, async (client) => {
        const found = await client.ask<'users'>({ kind: 'users' });
        const rows = found.map((row) => ({ ...row, seen: row.seen === 0 ? null : iso(row.seen) }));
        if (json) return printJson(terminal, { event: 'users', users: rows });
        const { table } = await import('./_table.ts');
        const seen = ({ state, seen: at }: (typeof rows)[number]): string =>
          state === 'offline' && at !== null ? `last seen ${at}` : '';
        terminal.out(table(rows.map((row) => [row.name, row.state, row.role, seen(row)])));
      });
    });
  return example(users, 'pychat users chat.example --user ana');
}
