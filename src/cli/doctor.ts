import { Command } from 'commander';

import { inEnglish, inWords } from '../words/reason.ts';
import type { Finding } from './_finding.ts';
import { Failure, sentence } from './failure.ts';
import { example, homeFor, printJson } from './options.ts';
import type { Terminal } from './terminal.ts';

interface Options {
  readonly store?: string;
  readonly json?: boolean;
}

/** `pychat doctor`: looks at this machine and its home without any nuvem, and tells no secret. */
export function doctorCommand(terminal: Terminal): Command {
  const { help } = terminal.words;
  const doctor = new Command('doctor')
    .description(help.doctor)
    .option('--store <url>', help.serve.store)
    .option('--json', help.json)
    .action((options: Options, command: Command) => examine(terminal, command, options));
  return example(terminal, doctor, 'pychat doctor', 'pychat doctor --json | jq .ok');
}

async function examine(
  terminal: Terminal,
  command: Command,
  { store, json }: Options,
): Promise<void> {
  const { findings } = await import('./_doctor.ts');
  const { databaseOf } = await import('./_store.ts');
  const home = homeFor(command, terminal);
  const found = await findings(home, databaseOf(home, store), Date.now());
  if (json) printJson(terminal, asJson(found));
  else await print(terminal, found);
  const problems = found.flatMap(({ problem }) => (problem ? [problem] : []));
  const last = problems.pop();
  for (const problem of problems) terminal.err(sentence(inWords(terminal.words.reasons, problem)));
  if (last) throw new Failure(last);
}

function asJson(found: readonly Finding[]): object {
  const checks = found.map(({ check, of, values, problem }) => ({
    check,
    ...(of !== undefined && { of }),
    ok: problem === undefined,
    ...values,
    ...(problem && { problem: inEnglish(problem) }),
  }));
  return { event: 'doctor', ok: checks.every(({ ok }) => ok), checks };
}

async function print(terminal: Terminal, found: readonly Finding[]): Promise<void> {
  const { table } = await import('./_table.ts');
  const { doctor } = terminal.words;
  const rows = found.map(({ check, of, tell, problem }) => [
    problem ? doctor.wrong : doctor.ok,
    of === undefined ? doctor.checks[check] : `${doctor.checks[check]} ${of}`,
    problem ? doctor.below : tell(doctor),
  ]);
  terminal.out(table(rows, 4096));
}
