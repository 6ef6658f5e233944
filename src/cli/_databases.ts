import { existsSync, statSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';

import { type Schema, versionOf } from '../base/migrate.ts';
import { openSqlite, SqliteFault } from '../base/sqlite.ts';
import { isLocked } from '../client/account.ts';
import { schema as clientSchema } from '../client/db/schema.ts';
import { accountFolders, accountIn } from '../home/accounts.ts';
import type { Home } from '../home/paths.ts';
import { lockFolder } from '../net/lock.ts';
import { schema as nuvemSchema } from '../store/sqlite/schema.ts';
import { type Finding, looked, type Look } from './_finding.ts';
import { needStoreKey } from './_store.ts';
import { Failure } from './failure.ts';

/** The nuvem of this home: its key, and its database unless it runs. */
export async function nuvemFinding(home: Home, file: string | undefined): Promise<Look> {
  if (file === undefined || !existsSync(file))
    return { values: { state: 'none' }, tell: ({ noNuvem }) => noNuvem };
  await needStoreKey(home, file);
  const running: Finding['tell'] = (words) => words.running;
  const isElsewhere = relative(home.data, dirname(file)) !== '';
  // The lock of a home says nothing of a database elsewhere, which a nuvem of another home may have.
  if (isElsewhere && existsSync(`${file}.lock`))
    return { values: { state: 'in-use' }, tell: ({ claimed }) => claimed };
  return lookInto({ file, lock: home.data }, nuvemSchema, running);
}

/** Each account that was used in this home. */
export async function accountFindings({ data }: Home): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  let folders: readonly string[] = [];
  const listed = await looked('account', async () => {
    folders = await accountFolders(data);
    return { values: {}, tell: () => '' };
  });
  if (listed.problem) return [listed];
  for (const folder of folders) found.push(await accountFinding(folder));
  return found;
}

async function accountFinding(folder: string): Promise<Finding> {
  let of = basename(folder);
  const finding = await looked('account', async () => {
    const account = await accountIn(folder);
    if (account.ok) {
      const { name, addresses, nuvem } = account.value;
      of = `${name}@${addresses[0] ?? nuvem}`;
      const look = await lookInto(
        { file: join(folder, 'client.db'), lock: folder },
        clientSchema,
        ({ open }) => open,
      );
      return { ...look, values: { ...look.values, locked: isLocked(account.value) } };
    }
    if (account.error === 'bad') throw new Failure(['bad-account', join(folder, 'account.json')]);
    return { values: { state: 'logged-out' }, tell: ({ loggedOut }) => loggedOut };
  });
  return { ...finding, of };
}

interface Place {
  readonly file: string;
  /** The folder whose owner has it. */
  readonly lock: string;
}

/**
 * Takes the lock of the database for as long as it is read; whoever has it is not disturbed, and who comes
 * meanwhile waits a while.
 */
async function lookInto(
  { file, lock: folder }: Place,
  schema: Schema,
  inUse: Finding['tell'],
): Promise<Look> {
  const size = existsSync(file) ? statSync(file).size : 0;
  if (size === 0) return { values: { state: 'none' }, tell: ({ nothing }) => nothing };
  const taken = await lockFolder(folder);
  if (!taken.ok) return { values: { state: 'in-use' }, tell: inUse };
  let version: number;
  try {
    version = checked(await realpath(file), schema);
  } finally {
    await taken.value[Symbol.asyncDispose]();
  }
  const newest = schema.steps.length;
  const kib = Math.ceil(size / 1024);
  return {
    values: { state: 'whole', version, newest, kib },
    tell: ({ whole, older }) => (version < newest ? older(version, newest) : whole(version, kib)),
  };
}

/** The version of a database every page and index of which was read. */
function checked(file: string, schema: Schema): number {
  using db = openSqlite(file);
  const version = versionOf(db, schema) ?? schema.steps.length;
  const found = db.get<{ integrity_check: string }>('PRAGMA integrity_check(1)');
  if (found?.integrity_check !== 'ok') throw new SqliteFault('corrupt', file);
  return version;
}
