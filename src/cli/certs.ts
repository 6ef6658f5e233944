import { Command } from 'commander';

import { type BadKey, certificateFiles } from '../home/certs.ts';
import type { Reason } from '../words/reason.ts';
import { exits, Failure } from './failure.ts';
import { example, homeFor, wholeNumber } from './options.ts';
import type { Terminal } from './terminal.ts';

interface Options {
  readonly host?: readonly string[];
  readonly days: number;
  readonly force?: boolean;
  readonly newKey?: boolean;
  readonly json?: boolean;
}

/** `pychat certs`: makes, renews and shows the certificate of a nuvem. */
export function certsCommand(terminal: Terminal): Command {
  const { help } = terminal.words;
  const show = new Command('show')
    .description(help.certs.show)
    .option('--json', help.json)
    .action((_options: object, command: Command) => printKept(terminal, command));
  const certs = new Command('certs')
    .description(help.certs.about)
    .option('--host <names>', help.certs.host, hosts)
    .option('--days <days>', help.certs.days, wholeNumber(terminal, 1, 3650), 397)
    .option('--force', help.certs.force)
    .option('--new-key', help.certs.newKey)
    .option('--json', help.json)
    .action((options: Options, command: Command) => make(terminal, options, command));
  example(terminal, show, 'pychat certs show');
  return example(terminal, certs, 'pychat certs --host chat.example,203.0.113.7').addCommand(show);
}

async function make(terminal: Terminal, options: Options, command: Command): Promise<void> {
  const { certs } = homeFor(command, terminal);
  const { makeCertificate } = await import('../home/certs.ts');
  const { certificateReason } = await import('./_certificate.ts');
  if (options.newKey && !options.force) throw new Failure(['new-key-alone'], exits.usage);
  const made = await makeCertificate(certs, {
    hosts: options.host ?? [],
    days: options.days,
    force: options.force ?? false,
    newKey: options.newKey ?? false,
    now: Date.now(),
  });
  if (!made.ok) throw new Failure(whyNot(certs, made.error, certificateReason));
  if (options.newKey) terminal.err(`${terminal.words.results.keyNow[made.value]}\n`);
  await print(terminal, certs, options.json ?? false);
}

const whyNot = (
  certs: string,
  error: BadKey | 'exists',
  reason: (problem: BadKey) => Reason,
): Reason =>
  error === 'exists' ? ['certificate-there', certificateFiles(certs).cert] : reason(error);

async function printKept(terminal: Terminal, command: Command): Promise<void> {
  const { json = false } = command.optsWithGlobals<{ json?: boolean }>();
  await print(terminal, homeFor(command, terminal).certs, json);
}

async function print(terminal: Terminal, folder: string, json: boolean): Promise<void> {
  const { namesIn } = await import('../home/certs.ts');
  const { certificateOf } = await import('./_certificate.ts');
  const { cert, fingerprint, from, until } = await certificateOf(folder, { evenExpired: true });
  const names = namesIn(cert);
  const file = certificateFiles(folder).cert;
  const expired = until.getTime() <= Date.now();
  if (json) {
    const validity = { from: from.toISOString(), until: until.toISOString(), expired };
    return terminal.out(
      `${JSON.stringify({ event: 'certificate', file, names, ...validity, fingerprint })}\n`,
    );
  }
  const day = until.toISOString().slice(0, 10);
  const { certificate, expired: gone } = terminal.words.results;
  const { table } = await import('./_table.ts');
  const rows = [
    [certificate.file, file],
    [certificate.names, names.join(' ')],
    [certificate.until, `${day}${expired ? ` (${gone})` : ''}`],
    [certificate.fingerprint, fingerprint],
  ];
  terminal.out(table(rows, 4096));
}

function hosts(text: string, before: readonly string[] = []): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  for (const name of names) {
    if (!/^(?:\*\.)?[\w.-]{1,253}$|^[\da-f:.]{2,39}$/i.test(name))
      throw new Failure(['certificate-host', name], exits.usage);
  }
  return [...before, ...names];
}
