import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

import type { Address } from '../base/address.ts';
import { realClock } from '../base/clock.ts';
import {
  type Account,
  atHand,
  isLocked,
  type LockedAccount,
  type Saved,
} from '../client/account.ts';
import type { FileChoices } from '../client/files/desk.ts';
import { type Client, ClientError } from '../client/port.ts';
import type { Keep } from '../client/ports.ts';
import { renewed } from '../client/renewed.ts';
import { openClient } from '../client/run.ts';
import { accountsIn, isUnder } from '../home/accounts.ts';
import { forgetHistory } from '../home/history.ts';
import type { Home } from '../home/paths.ts';
import type { Reason } from '../words/reason.ts';
import type { Words } from '../words/words.ts';
import { agent } from './_agent.ts';
import { whereOf } from './_contact.ts';
import { dialler } from './_dial.ts';
import { openFiles } from './_files.ts';
import { historyOf } from './_history-name.ts';
import { keepHistory } from './_history.ts';
import { sweepOutside } from './_outside.ts';
import { sharedClient } from './_owned.ts';
import { paced } from './_paced.ts';
import { followKey } from './_renewed.ts';
import { seals, wary } from './_seals.ts';
import { openWorkshop } from './client-workshop.ts';

export interface Opening {
  readonly home: Home;
  /** Where the nuvem is looked for first; its other addresses come after. */
  readonly address: Address;
  /** As it is on disk, or at hand: what is locked is not opened without its storage key. */
  readonly account: Saved;
  readonly history: boolean;
  /** In which the history tells of what is no text. */
  readonly words: Words;
  readonly signal: AbortSignal;
  /** Takes what a person should see that no event tells in time. */
  readonly told?: ((reason: Reason) => void) | undefined;
  /** What is chosen for files, where that is not what is usual. */
  readonly files?: Partial<FileChoices> | undefined;
}

/** The client of an account: this process's own, or the one of a process that has it open already. */
export async function openAccount(opening: Opening): Promise<Client> {
  const { home, account, signal } = opening;
  const accounts = accountsIn(home.data);
  const folder = await accounts.folder(account);
  await accounts.used(account);
  return sharedClient(folder, () => openOwn(opening, folder), signal);
}

async function openOwn(
  { home, account, address, history, told, words, files }: Opening,
  folder: string,
): Promise<Client> {
  const accounts = accountsIn(home.data);
  await Promise.all([accounts.sweep(account), sweepOutside(folder)]);
  // As it is on disk: the last owner's ticket is newer than the one this process began with.
  const saved = (await accounts.all()).find(
    (each) => each.name === account.name && isUnder(each, account.nuvem),
  );
  if (!saved) throw new ClientError('credentials', ['account-gone']);
  const now = isLocked(saved) ? opened(saved, account) : saved;
  const here = whereOf(address);
  // An account of before sealing: the next log-in with the password signs this device's key again.
  if (now.cert === undefined) throw new ClientError('credentials', ['no-cert', here]);
  const known = { ...now, addresses: [here, ...now.addresses.filter((each) => each !== here)] };

  const workshop = await openWorkshop({
    database: { file: join(folder, 'client.db'), account: now },
  });
  const lines = lastLines({ home, words }, now);
  const keep = { save: saving(home, now, { told, lines }), forget: () => accounts.forget(now) };
  const { opaque } = workshop;
  const db = paced(workshop.db, realClock);
  const ports = { dial: dialler(), opaque, db, keep, clock: realClock, random: randomBytes };
  const core = await openClient({ ...ports, chance: Math.random, seals, wary, agent }, known);
  const client = openFiles(core, home, folder, files);
  if (history && !now.lock) await lines.keep(client);
  return {
    ...client,
    async [Symbol.asyncDispose]() {
      await lines[Symbol.asyncDispose]();
      await client[Symbol.asyncDispose]();
      await workshop[Symbol.asyncDispose]();
    },
  };
}

/** Whoever had it open has ended, and its password was never typed here. */
function opened(saved: LockedAccount, account: Saved): Account {
  const now = isLocked(account) ? undefined : atHand(saved, account.storageKey);
  if (now) return now;
  throw new ClientError('local', ['account-locked', saved.name]);
}

/** The three-line history of an account. It is plain text, so what is locked has none. */
interface LastLines extends AsyncDisposable {
  readonly keep: (client: Client) => Promise<void>;
  /** Nobody keeps it any more, and it is gone. */
  readonly drop: () => Promise<void>;
}

function lastLines({ home, words }: Pick<Opening, 'home' | 'words'>, account: Account): LastLines {
  const [folder, name] = [home.history, historyOf(account)];
  let kept: AsyncDisposable | undefined;
  const end = async (): Promise<void> => {
    const now = kept;
    kept = undefined;
    await now?.[Symbol.asyncDispose]();
  };
  return {
    async keep(client) {
      kept = await keepHistory(client, { folder, name, words });
    },
    async drop() {
      await end();
      await forgetHistory(folder, name);
    },
    [Symbol.asyncDispose]: end,
  };
}

interface Aside {
  readonly told: Opening['told'];
  readonly lines: LastLines;
}

/** One after the other. What the nuvem's former key vouched for is followed by all that this home has under it. */
function saving(home: Home, account: Account, { told, lines }: Aside): Keep['save'] {
  let { nuvem, lock } = account;
  const save = async (now: Account): Promise<void> => {
    await accountsIn(home.data).save(now);
    if (now.lock && !lock) await lines.drop();
    ({ lock } = now);
    if (now.nuvem === nuvem) return;
    await followKey(home, nuvem, now.nuvem);
    nuvem = now.nuvem;
    told?.(renewed(now.addresses[0] ?? '', nuvem));
  };
  let last = Promise.resolve();
  return (now) => {
    const done = last.then(() => save(now));
    last = done.catch(() => {});
    return done;
  };
}
