import { dayOf } from '../base/moment.ts';
import type { Client } from '../client/port.ts';
import type { Words } from '../words/words.ts';
import { formatNamed } from './_export.ts';
import { doneSentence, exportInto, formats, type FormatName } from './export/write.ts';
import { explained, Failure } from './failure.ts';

export interface Typed {
  readonly client: Client;
  readonly words: Words;
  readonly to: string;
  /** What stands behind `/export`: `html lab.html`, either or nothing. */
  readonly said: string;
  readonly signal: AbortSignal;
}

/** Exports a conversation from within it, into the folder in which pychat was started; answers what is told. */
export async function exportHere({ said, ...wanted }: Typed): Promise<string> {
  const { to, words } = wanted;
  const [, first = '', rest = ''] = /^(\S*)\s*(.*)$/s.exec(said) ?? [];
  const named = formats.find((format) => format === first);
  const file = named === undefined ? said : rest;
  const format = named ?? (file === '' ? 'html' : formatNamed(file));
  try {
    const path = file === '' ? nameFor(to, format) : file;
    const done = await exportInto({ ...wanted, format }, { file: path, force: false });
    return doneSentence(words, done);
  } catch (failure) {
    const known = explained(failure);
    throw known ? new Failure(known.reason, known.exit) : failure;
  }
}

const endings: Readonly<Record<FormatName, string>> = { text: 'txt', json: 'jsonl', html: 'html' };

const nameFor = (to: string, format: FormatName): string =>
  `pychat-${to.replaceAll(/[^\p{L}\p{N}_-]/gu, '').slice(0, 60)}-${dayOf(Date.now())}.${endings[format]}`;
