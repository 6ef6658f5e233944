import { randomBytes } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

import { ready } from '@serenity-kit/opaque';

import { realClock } from '../../src/base/clock.ts';
import { agent } from '../../src/cli/_agent.ts';
import { dialler } from '../../src/cli/_dial.ts';
import { seals, wary } from '../../src/cli/_seals.ts';
import { type Account, selfOf } from '../../src/client/account.ts';
import { openDb } from '../../src/client/db/serve.ts';
import { register } from '../../src/client/enrol.ts';
import { opaque } from '../../src/client/opaque.ts';
import { openClient } from '../../src/client/run.ts';
import { accountsIn } from '../../src/home/accounts.ts';
import { homeOf } from '../../src/home/paths.ts';
import { pinsIn } from '../../src/home/pins.ts';
import { registerWith, startRegistering } from './opaque.ts';

/** For an account that nobody logs in to: its password is stretched so little that the program finds it wrong. */
const brief: typeof opaque = {
  ...opaque,
  async startRegistration(password) {
    await ready;
    return startRegistering(password);
  },
  finishRegistration: (...said) => Promise.resolve(registerWith(...said)),
};

export interface Wanted {
  readonly root: string;
  readonly address: string;
  readonly name: string;
  readonly password: string;
  /** The password will be typed somewhere. */
  readonly logsIn: boolean;
}

/** What `pychat register` leaves in a home and with the nuvem, made in this process: two workers and a start cheaper. */
export async function makeAccount({ root, address, name, password, logsIn }: Wanted) {
  const { platform } = process;
  const { data } = homeOf(root, { env: {}, platform, userFolder: '', checkout: undefined });
  const ports = { dial: dialler(), clock: realClock, random: randomBytes, agent };
  const account = await register(
    { ...ports, opaque: logsIn ? opaque : brief },
    {
      address,
      name,
      password,
      pins: [],
      first: () => Promise.resolve(true),
      label: `${userInfo().username}@${hostname()}`,
      signal: new AbortController().signal,
    },
  );
  const accounts = accountsIn(data);
  const keep = { save: accounts.save, forget: () => accounts.forget(account) };
  await pinsIn(data).pin({ address, nuvem: account.nuvem });
  await accounts.save(account);
  const db = dbIn(await accounts.folder(account), account);
  const client = await openClient(
    { ...ports, opaque, db, keep, chance: Math.random, seals, wary },
    account,
  );
  await client.ask<'reachable'>({ kind: 'reachable' });
  await client[Symbol.asyncDispose]();
  await accounts.used(account);
}

function dbIn(folder: string, account: Account) {
  const key = Buffer.from(account.storageKey, 'hex');
  return openDb(join(folder, 'client.db'), key, randomBytes, { self: selfOf(account) });
}
