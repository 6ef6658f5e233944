import process from 'node:process';
import { createInterface } from 'node:readline';

import { open } from '../../src/cli/library.ts';
import type { Ask } from '../../src/client/port.ts';

// An account of a home in a process of its own, for tests that kill it: reads asks as lines of JSON and answers
// `{answer}` or `{error}` in their order; between these it tells `{file}` whenever one is told of.
const [home = '.', address = '', user = ''] = process.argv.slice(2);
const say = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
const { client } = await open({ home, address, user, direct: false });
void (async () => {
  for await (const event of client.events()) if (event.event === 'file') say({ file: event.file });
})();
say({ ready: client.me.name });
// The link alone keeps no process alive; the test ends it.
setInterval(() => {}, 1 << 30);
for await (const line of createInterface(process.stdin))
  try {
    say({ answer: (await client.ask(JSON.parse(line) as Ask)) ?? null });
  } catch (failure) {
    say({ error: String(failure) });
  }
