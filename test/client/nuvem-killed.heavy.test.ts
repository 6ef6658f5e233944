import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import process from 'node:process';
import { test } from 'node:test';

import { parseAddress } from '../../src/base/address.ts';
import { realClock } from '../../src/base/clock.ts';
import type { Fingerprint } from '../../src/base/fingerprint.ts';
import { openWorkshop } from '../../src/cli/client-workshop.ts';
import { register } from '../../src/client/enrol.ts';
import type { Client } from '../../src/client/port.ts';
import type { Account, Dial } from '../../src/client/ports.ts';
import { openClient } from '../../src/client/run.ts';
import { dial as dialTls } from '../../src/net/dial.ts';
import { follow, password } from '../rig/client.ts';
import { newHome, type Running, type TestHome } from '../rig/home.ts';

interface Ready {
  readonly port: number;
  readonly fingerprint: Fingerprint;
}

const dial: Dial = async (where, signal) => {
  const address = parseAddress(where);
  assert(address.ok);
  const dialled = await dialTls({ addresses: [address.value], trust: () => true, signal });
  if (!dialled.ok) throw new Error(dialled.error.why);
  const { line, peer } = dialled.value;
  return { line, key: peer.keyDigest, vouched: peer.authority };
};

async function serve(home: TestHome, port: number): Promise<{ nuvem: Running; ready: Ready }> {
  const nuvem = home.start(['serve', '--port', String(port), '--json']);
  const ready = JSON.parse(await nuvem.until('"ready"')) as Ready;
  return { nuvem, ready };
}

/** A client as the program puts it together: TLS, the worker, a file. */
async function enter(home: TestHome, name: string, { port, fingerprint }: Ready): Promise<Client> {
  const ports = { dial, random: randomBytes, agent: 'test' };
  const stretching = await openWorkshop({ file: undefined, storageKey: '' });
  const account = await register(
    { ...ports, opaque: stretching.opaque },
    {
      address: `127.0.0.1:${port}`,
      expected: fingerprint,
      pins: [],
      first: () => Promise.resolve(false),
      signal: new AbortController().signal,
      name,
      password,
      label: name,
    },
  );
  await stretching[Symbol.asyncDispose]();
  const file = join(home.root, `${name}.db`);
  const { db, opaque } = await openWorkshop({ file, storageKey: account.storageKey });
  const keep = { save: (_kept: Account) => Promise.resolve(), forget: () => Promise.resolve() };
  return openClient({ ...ports, db, opaque, keep, clock: realClock, chance: Math.random }, account);
}

test(
  'the nuvem is killed again and again while two people talk: every line arrives once, in order',
  { skip: process.platform === 'win32' && 'SIGKILL is another thing there' },
  async () => {
    await using home = await newHome();
    const first = await serve(home, 0);
    const { ready } = first;
    await using ana = await enter(home, 'ana', ready);
    await using bob = await enter(home, 'bob', ready);
    const hears = follow(bob);
    const sees = follow(ana);
    await hears.until('link', ({ link }) => link.state === 'up');
    let { nuvem } = first;

    const total = 300;
    const texts = Array.from({ length: total }, (_, index) => `line ${index}`);
    const sent: Promise<unknown>[] = [];
    for (const [index, text] of texts.entries()) {
      const content = { kind: 'text', text } as const;
      const id = randomBytes(16).toString('hex');
      const ask = { kind: 'send', id, to: '#lobby', content, wait: 'stored' } as const;
      sent.push(ana.ask(ask));
      if (index % 50 !== 25) continue;
      // Some are on their way, some are stored, none of it is known here when it dies.
      await sees.until('state', ({ state }) => state === 'stored');
      nuvem.kill('SIGKILL');
      await nuvem.ended;
      ({ nuvem } = await serve(home, ready.port));
      await Promise.all([ana.ask({ kind: 'retry' }), bob.ask({ kind: 'retry' })]);
    }
    await Promise.all(sent);
    await hears.until(
      'line',
      ({ line: { content } }) => content.kind === 'text' && content.text === texts.at(-1),
    );

    for (const who of [ana, bob]) {
      const rows = await who.ask({ kind: 'lines', room: '#lobby', limit: 1000 });
      assert.deepEqual(
        rows.map(({ content }) => (content.kind === 'text' ? content.text : content.kind)),
        texts,
      );
    }
    const shown = hears.events.flatMap((event) =>
      event.event === 'line' && event.line.content.kind === 'text' ? [event.line.content.text] : [],
    );
    assert.deepEqual(shown, texts);
  },
);
