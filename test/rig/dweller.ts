import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { realClock } from '../../src/base/clock.ts';
import { dialler } from '../../src/cli/_dial.ts';
import { type Account, selfOf } from '../../src/client/account.ts';
import { openDb } from '../../src/client/db/serve.ts';
import { login, register } from '../../src/client/enrol.ts';
import { opaque } from '../../src/client/opaque.ts';
import type { Client, LineRow } from '../../src/client/port.ts';
import { openClient } from '../../src/client/run.ts';
import { enrolPorts, entranceOf, password } from './client.ts';

/** A person with a real client, real files and a real link to a nuvem in another process. */
export interface Dweller extends AsyncDisposable {
  readonly name: string;
  readonly client: Client;
  readonly say: (to: string, text: string) => Promise<LineRow>;
  /** Everything this device keeps of a room, oldest first. */
  readonly lines: (room: string) => Promise<readonly LineRow[]>;
  /** Every line it told of, own ones as they were typed, in the order in which they were told. */
  readonly shown: readonly LineRow[];
  /** Ends the client and opens it again on the same files, at another address. */
  readonly moveTo: (address: string) => Promise<Dweller>;
}

interface Place {
  readonly folder: string;
  account: Account;
}

export async function newDweller(
  address: string,
  name: string,
  how: 'register' | 'login' = 'register',
): Promise<Dweller> {
  const folder = await mkdtemp(join(tmpdir(), 'pychat-dweller-'));
  const enrol = how === 'register' ? register : login;
  const ports = { ...enrolPorts, dial: dialler() };
  const account = await enrol(ports, { ...entranceOf(name, password), address });
  return openDweller({ folder, account });
}

async function openDweller(place: Place): Promise<Dweller> {
  const { folder, account } = place;
  const storageKey = Buffer.from(account.storageKey, 'hex');
  const client = await openClient(
    {
      dial: dialler(),
      opaque,
      random: randomBytes,
      seals: true,
      agent: 'test',
      db: openDb(join(folder, 'client.db'), storageKey, randomBytes, { self: selfOf(account) }),
      keep: {
        save: (kept) => Promise.resolve(void (place.account = kept)),
        forget: () => Promise.resolve(),
      },
      clock: realClock,
      chance: Math.random,
    },
    account,
  );
  const shown: LineRow[] = [];
  void (async () => {
    for await (const event of client.events()) if (event.event === 'line') shown.push(event.line);
  })();
  return {
    name: account.name,
    client,
    shown,
    say: (to, text) =>
      client.ask({
        kind: 'send',
        id: randomBytes(16).toString('hex'),
        to,
        content: { kind: 'text', text },
        wait: 'stored',
      }),
    lines: (room) => allLines(client, room),
    async moveTo(address) {
      await client[Symbol.asyncDispose]();
      return openDweller({ folder, account: { ...place.account, addresses: [address] } });
    },
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function allLines(client: Client, room: string): Promise<readonly LineRow[]> {
  const all: LineRow[] = [];
  for (let after = 0; ;) {
    const page = await client.ask({ kind: 'lines', room, after, limit: 500 });
    const stored = page.filter(({ seq }) => seq !== undefined);
    all.push(...stored);
    const last = stored.at(-1)?.seq;
    if (last === undefined) return all;
    after = last;
  }
}
