import process from 'node:process';

import type { Write } from '../../src/client/db-port.ts';
import { openDb } from '../../src/client/db/serve.ts';

/* Writes steps, and dies by SIGKILL before the n-th statement. */
const [file = '', at = '0', steps = '[]'] = process.argv.slice(2);
let statements = 0;

const db = openDb(file, Buffer.alloc(32, 7), (size) => Buffer.alloc(size, 1), {
  between() {
    statements += 1;
    if (statements === Number(at)) process.kill(process.pid, 'SIGKILL');
  },
});

const revive = (_key: string, value: unknown): unknown =>
  Array.isArray(value) && value[0] === 'bytes' ? Buffer.from(String(value[1]), 'hex') : value;

for (const step of JSON.parse(steps, revive) as Write[][]) {
  await db.commit(step);
  process.stdout.write('committed\n');
}
await db[Symbol.asyncDispose]();
