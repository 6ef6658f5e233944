import { randomBytes } from 'node:crypto';

import type { LineRow } from '../client/port.ts';
import { mustBeThemselves, sentToKnown, sentToNew } from './_faces.ts';
import { carrying, type Carrying } from './_file-carry.ts';
import { lookedAt, sendAll } from './_file-send.ts';
import type { Wanted } from './_session.ts';
import { lineJson } from './_shapes.ts';
import { printJson } from './options.ts';
import type { SendOptions } from './send.ts';

/** `pychat send --file`: the text first, as a line of its own, then each file. */
export async function sendWithFiles(
  wanted: Wanted,
  to: string,
  text: string,
  options: SendOptions & { readonly file: readonly string[] },
): Promise<void> {
  const paths = await lookedAt(wanted.terminal, options.file);
  const { color } = wanted.command.optsWithGlobals<{ color?: boolean }>();
  // So long for a line; for a file only where somebody says so.
  const isSaid = wanted.command.getOptionValueSource('timeout') === 'cli';
  const timeout = isSaid ? { timeout: options.timeout } : {};
  await carrying(wanted, { ...timeout, color, quiet: options.json }, async (carry) => {
    await mustBeThemselves(carry.client, to);
    if (text !== '') await caption(carry, to, text, options);
    await sendAll(carry, to, paths, options);
  });
}

async function caption(
  { client, terminal }: Carrying,
  to: string,
  text: string,
  { new: isForNew = false, json }: SendOptions,
): Promise<void> {
  const id = randomBytes(16).toString('hex');
  const content = { kind: 'text', text } as const;
  const say = (): Promise<LineRow> =>
    client.ask<'send'>({ kind: 'send', id, to, content, wait: 'stored' });
  const line = await (isForNew ? sentToNew : sentToKnown)(client, to, say);
  if (json) printJson(terminal, lineJson(line, to, 'stored'));
}
