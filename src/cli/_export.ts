import { ClientError } from '../client/port.ts';
import { linked } from './_link.ts';
import { type Wanted, withClient } from './_session.ts';
import type { ExportOptions } from './export.ts';
import {
  doneSentence,
  exportInto,
  exportTo,
  type Export,
  type FormatName,
} from './export/write.ts';
import { exits, Failure } from './failure.ts';
import { printJson } from './options.ts';

/** Exports a conversation; without the nuvem, what is kept here. */
export async function exportConversation(
  wanted: Wanted,
  to: string,
  options: ExportOptions,
): Promise<void> {
  const { terminal } = wanted;
  const { out: file, force = false, json = false } = options;
  const format = formatOf(options);
  const { words, signal } = terminal;
  await withClient({ ...wanted, offline: true, atSeats: true }, async (client) => {
    await linked(client, 'go on').catch(unreached);
    const asked: Export = { client, words, to, format, signal };
    if (file === undefined) {
      const { missing, fetched } = await exportTo(asked, async (text) => {
        terminal.out(text);
        await terminal.drained();
      });
      if (!fetched) terminal.err(`${words.exported.offline}\n`);
      if (missing > 0) terminal.err(`${words.exported.lacking(missing)}\n`);
      return;
    }
    const done = await exportInto(asked, { file, force });
    if (json) printJson(terminal, { event: 'exported', format, ...done });
    else terminal.err(`${doneSentence(words, done)}\n`);
  });
}

/** What is kept here can be had without the nuvem. */
function unreached(failure: unknown): void {
  if (!(failure instanceof ClientError && failure.code === 'unreachable')) throw failure;
}

const endings: Readonly<Record<string, FormatName>> = { json: 'json', jsonl: 'json', html: 'html' };

/** On standard output `--json` is the conversation itself; a file's name tells how it is written. */
function formatOf({ format, out, json = false }: ExportOptions): FormatName {
  if (json && out === undefined && format !== undefined && format !== 'json')
    throw new Failure(['export-json', format], exits.usage);
  if (format !== undefined) return format;
  if (out !== undefined) return formatNamed(out);
  return json ? 'json' : 'text';
}

/** What the name of a file says. */
export const formatNamed = (file: string): FormatName =>
  endings[/\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? ''] ?? 'text';
