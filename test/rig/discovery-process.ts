import { createHash, randomBytes } from 'node:crypto';
import process from 'node:process';

import { defaultPort } from '../../src/base/address.ts';
import { realClock } from '../../src/base/clock.ts';
import { silent } from '../../src/base/log.ts';
import { announce } from '../../src/net/announce.ts';
import { lookAround } from '../../src/net/look-around.ts';

/*
 * A process for a network of its own: `announce HOST NAME` until standard input ends, or `look COUNT` until so
 * many were found, or for a second when it is 0.
 */
const [what, first = '', name = ''] = process.argv.slice(2);

if (what === 'announce') {
  const key = createHash('sha256').update(name).digest();
  const told = () => ({ name, port: 7071, key, version: 'test' });
  const one = await announce({
    port: defaultPort,
    host: first,
    told,
    clock: realClock,
    log: silent,
  });
  process.stdout.write('ready\n');
  for await (const _ of process.stdin);
  await one[Symbol.asyncDispose]();
} else {
  const enough = new AbortController();
  const count = Number(first);
  const found = await lookAround({
    port: defaultPort,
    ms: count === 0 ? 1000 : 20_000,
    nonce: randomBytes(16),
    signal: enough.signal,
    onFound(now) {
      if (count > 0 && now.length >= count) enough.abort();
    },
  });
  process.stdout.write(`${JSON.stringify(found)}\n`);
}
