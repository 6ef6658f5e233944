import { Command } from 'commander';

import { inRows } from '../base/digits.ts';
import { dayOf } from '../base/moment.ts';
import type { Client, PersonRow } from '../client/port.ts';
import { exits, Failure } from './failure.ts';
import { accountOptions, example, iso, printJson } from './options.ts';
import type { Terminal } from './terminal.ts';

interface Verify {
  readonly accept?: boolean;
  readonly json?: boolean;
}

/** `pychat verify`: the digits that two people compare, to know that nobody stands between them. */
export function verifyCommand(terminal: Terminal): Command {
  const { help } = terminal.words;
  const verify = accountOptions(terminal, new Command('verify'))
    .description(help.verify.about)
    .argument('<address>')
    .argument('<person>', '@user')
    .option('--accept', help.verify.accept)
    .option('--json', help.json)
    .action(async (address: string, typed: string, options: Verify, command: Command) => {
      const { withClient } = await import('./_session.ts');
      const name = personIn(typed);
      // The digits are made of what is known here.
      await withClient({ terminal, command, address, offline: true }, (client) =>
        run(terminal, client, name, options),
      );
    });
  return example(
    terminal,
    verify,
    'pychat verify chat.example --user ana @bob',
    'pychat verify chat.example --user ana @bob --accept',
  );
}

function personIn(typed: string): string {
  if (!/^@?[a-z0-9][a-z0-9_.-]{0,31}$/i.test(typed))
    throw new Failure(['no-person-named', typed], exits.usage);
  return typed.replace(/^@/, '').toLowerCase();
}

async function run(
  terminal: Terminal,
  client: Client,
  name: string,
  { accept = false, json = false }: Verify,
): Promise<void> {
  if (name === client.me.name) throw new Failure(['own-digits'], exits.usage);
  const known = await client.ask<'person'>({ kind: 'person', name });
  const { safety } = known;
  if (safety === undefined) throw new Failure(['never-met', name]);
  const person = accept ? await client.ask<'accept'>({ kind: 'accept', name, safety }) : known;
  if (json) printJson(terminal, shapeOf(person));
  else print(terminal, person, safety);
  if (person.changed) throw new Failure(['person-changed', name], exits.keyChanged);
}

function print({ out, err, words }: Terminal, person: PersonRow, safety: string): void {
  const { name, verified, since = 0, changed } = person;
  out(
    inRows(safety)
      .map((row) => `${row}\n`)
      .join(''),
  );
  if (changed) return;
  const say = verified ? words.results.compared : words.results.notCompared;
  err(`${say(name, dayOf(since))}\n`);
}

const shapeOf = ({ name: user, verified, changed, since, safety }: PersonRow): object => ({
  event: 'person',
  user,
  verified,
  changed,
  since: since === undefined ? null : iso(since),
  safety,
});
