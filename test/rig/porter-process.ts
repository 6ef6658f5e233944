import process from 'node:process';
import { createInterface } from 'node:readline';

import { open } from '../../src/cli/library.ts';
import type { FileRow } from '../../src/client/port.ts';

/**
 * Somebody who sends files and takes what is offered, in a process that may be killed:
 * `node porter-process.js ADDRESS HOME USER FOLDER [direct]`; what comes is put into FOLDER. Each line of standard
 * input is JSON, `{id, to, path}`. Tells what becomes of each file, as lines of JSON, with the moment on the clock
 * that all processes share; what it was when it began is told again.
 */
const [address = '', home, user = '', folder = '', direct] = process.argv.slice(2);
const tell = (what: object): void =>
  void process.stdout.write(
    `${JSON.stringify({ ...what, at: Number(process.hrtime.bigint()) / 1e6 })}\n`,
  );
await using chat = await open({ address, user, home, direct: direct !== undefined });
const { client } = chat;
const over = new AbortController();
const before = new Map<string, Pick<FileRow, 'state' | 'by'>>();
const following = follow();
tell({ ready: user });
for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line) as { id: string; to: string; path: string };
  tell({ sends: asked.path });
  const { id } = await client.ask<'send-file'>({ kind: 'send-file', ...asked });
  tell({ sent: asked.path, file: id });
}
over.abort();
await following;

async function follow(): Promise<void> {
  const events = client.events(over.signal);
  for (const file of await client.ask<'files'>({ kind: 'files' })) await hear(file);
  for await (const event of events) if (event.event === 'file') await hear(event.file);
}

async function hear(file: FileRow): Promise<void> {
  const { id, name, state, way, path, why } = file;
  const former = before.get(id);
  // How it goes is told while it moves.
  const by = file.by ?? former?.by;
  before.set(id, { state, ...(by && { by }) });
  if (state === former?.state) return;
  tell({ [state]: name, path, by, why });
  if (state === 'offered' && way === 'in')
    await client.ask<'get-file'>({ kind: 'get-file', file: id, out: folder });
}
