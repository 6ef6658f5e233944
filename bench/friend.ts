import process from 'node:process';
import { createInterface } from 'node:readline';

import { open } from '../src/cli/library.ts';

/**
 * Somebody who is connected: `node dist/bench/friend.js ADDRESS HOME USER`. Each line of standard input is JSON, to whom
 * which text is said. Tells with the moment, on the clock that all processes share, what it begins to say and
 * what it hears.
 */
const [address = '', home, user = ''] = process.argv.slice(2);
const tell = (what: object): void =>
  void process.stdout.write(
    `${JSON.stringify({ ...what, at: Number(process.hrtime.bigint()) / 1e6 })}\n`,
  );
await using chat = await open({ address, user, home });
const over = new AbortController();
const hearing = hear();
for await (const line of createInterface({ input: process.stdin })) {
  const { to, text } = JSON.parse(line) as { readonly to: string; readonly text: string };
  tell({ says: text });
  await chat.say(to, text);
  tell({ said: text });
}
over.abort();
await hearing;

async function hear(): Promise<void> {
  const events = chat.client.events(over.signal);
  tell({ ready: true });
  for await (const each of events)
    if (each.event === 'line' && each.line.from !== user && each.line.content.kind === 'text')
      tell({ hears: each.line.content.text });
}
