import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';

import { realClock } from '../../src/base/clock.ts';
import { dialler } from '../../src/cli/_dial.ts';
import { openWorkshop } from '../../src/cli/client-workshop.ts';
import type { Account } from '../../src/client/account.ts';
import { openClient } from '../../src/client/run.ts';

// A client in a process of its own, for tests that kill it: reads `{id, to, text}` and `{lines: room}` as
// lines of JSON, and answers `{stored: id}` and `{lines: […]}`.
const [folder = '.'] = process.argv.slice(2);
const file = join(folder, 'account.json');
const account = JSON.parse(readFileSync(file, 'utf8')) as Account;
const { db, opaque } = await openWorkshop({
  database: { file: join(folder, 'client.db'), account },
});
const client = await openClient(
  {
    dial: dialler(),
    db,
    opaque,
    keep: {
      save(kept) {
        writeFileSync(`${file}.new`, JSON.stringify(kept), { flush: true });
        renameSync(`${file}.new`, file);
        return Promise.resolve();
      },
      forget: () => Promise.resolve(),
    },
    clock: realClock,
    random: randomBytes,
    chance: Math.random,
    seals: true,
    agent: 'test',
  },
  account,
);
const say = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
// The link alone keeps no process alive; the tests end it.
setInterval(() => {}, 1 << 30);
say({ ready: account.name });

for await (const row of createInterface(process.stdin)) {
  const asked = JSON.parse(row) as { id: string; to: string; text: string; after?: number };
  if (asked.after !== undefined)
    say({
      lines: await client.ask({ kind: 'lines', room: asked.to, after: asked.after, limit: 500 }),
    });
  else
    void client
      .ask({
        kind: 'send',
        id: asked.id,
        to: asked.to,
        content: { kind: 'text', text: asked.text },
        wait: 'stored',
      })
      .then(() => say({ stored: asked.id }));
}
process.exit(0);
