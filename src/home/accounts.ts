import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { type Fingerprint, parseFingerprint } from '../base/fingerprint.ts';
import { no, ok, type Result } from '../base/result.ts';
import { atRest, isLocked, type Profile, type Saved } from '../client/account.ts';
import { fileName } from './names.ts';
import { filesIn } from './pins.ts';
import { privateFolder, readIfThere, sweepUnfinished, writePrivate } from './private.ts';

export interface Accounts {
  readonly all: () => Promise<readonly Saved[]>;
  /** The folder of an account, made when it is not there: its file, its database, its lock. */
  readonly folder: (account: Who) => Promise<string>;
  /** What is under a lock gets onto the disk under it. */
  readonly save: (account: Saved) => Promise<void>;
  /** Removes ticket and keys; what they sealed can be read by nobody any more. */
  readonly forget: (account: Who) => Promise<void>;
  /** Removes what a crash left beside the file of an account; for who has its lock. */
  readonly sweep: (account: Who) => Promise<void>;
  /** Removes the database of an account that begins anew on this device. */
  readonly clear: (account: Who) => Promise<void>;
  /** The account used last: what is meant when none is named. */
  readonly last: () => Promise<Saved | undefined>;
  readonly used: (account: Who) => Promise<void>;
}

export type Who = Pick<Profile, 'name' | 'nuvem' | 'former'>;

/** Whether that is, or was, the key of an account's nuvem. */
export const isUnder = ({ nuvem, former = [] }: Who, key: Fingerprint): boolean =>
  nuvem === key || former.includes(key);

const fileOfAccount = 'account.json';
const minute = 60_000;

/**
 * A nuvem is its key, so accounts are filed under name and fingerprint; addresses are hints. A nuvem that
 * renewed its key is still the same: the folder, which others may hold open, stays where it is.
 */
export function accountsIn(data: string): Accounts {
  const folder = join(data, 'accounts');
  const last = join(folder, 'last.txt');
  const nameOf = ({ name, nuvem, former: [first = nuvem] = [] }: Who): string =>
    fileName(`${name}@${first.replace('sha256:', '').slice(0, 24)}`);
  const pathOf = (who: Who): string => join(folder, nameOf(who));
  const fileIn = (who: Who): string => join(pathOf(who), fileOfAccount);
  const read = async (name: string): Promise<Saved | undefined> =>
    parsed(await readIfThere(join(folder, name, fileOfAccount)));

  return {
    async all() {
      return (await Promise.all((await namesIn(folder)).map(read))).filter(
        (account) => account !== undefined,
      );
    },
    async folder(who) {
      await privateFolder(pathOf(who));
      return pathOf(who);
    },
    async save(account) {
      await privateFolder(pathOf(account));
      await writePrivate(fileIn(account), textOf(account));
    },
    async forget(who) {
      await rm(fileIn(who), { force: true });
      await sweepUnfinished(fileIn(who));
    },
    // A log-in of another process may be writing one at this moment.
    sweep: (who) => sweepUnfinished(fileIn(who), minute).catch(ignoreGone),
    clear: (who) => removeDatabase(pathOf(who)),
    async last() {
      const name = (await readIfThere(last))?.trim();
      return name ? read(name) : undefined;
    },
    async used(who) {
      if ((await readIfThere(last))?.trim() === nameOf(who)) return;
      await privateFolder(folder);
      await writePrivate(last, `${nameOf(who)}\n`);
    },
  };
}

function ignoreGone(failure: unknown): void {
  if ((failure as NodeJS.ErrnoException).code !== 'ENOENT') throw failure;
}

function textOf(account: Saved): string {
  const kept = isLocked(account) ? account : atRest(account, randomBytes(12));
  return `${JSON.stringify(kept, undefined, 2)}\n`;
}

async function removeDatabase(folder: string): Promise<void> {
  const files = (await filesIn(folder)).filter((file) => file.startsWith('client.db'));
  await Promise.all(files.map((file) => rm(join(folder, file), { force: true })));
}

const namesIn = async (folder: string): Promise<readonly string[]> =>
  (await filesIn(folder)).filter((name) => name.includes('@'));

/** The folders of all accounts that were ever used here, those that were logged out too. */
export async function accountFolders(data: string): Promise<readonly string[]> {
  const folder = join(data, 'accounts');
  return (await namesIn(folder)).map((name) => join(folder, name));
}

/** The account of a folder: `none` was logged out, `bad` is no account. */
export async function accountIn(folder: string): Promise<Result<Saved, 'none' | 'bad'>> {
  const text = await readIfThere(join(folder, fileOfAccount));
  const account = parsed(text);
  if (account) return ok(account);
  return no(text === undefined ? 'none' : 'bad');
}

/** Undefined for what is no account: a file that somebody changed is as good as none. */
function parsed(text: string | undefined): Saved | undefined {
  if (text === undefined) return undefined;
  try {
    const value = JSON.parse(text) as Readonly<Record<string, unknown>>;
    return isAccount(value) ? value : undefined;
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined;
    throw fault;
  }
}

const isString = (value: unknown): boolean => typeof value === 'string';

function isAccount(value: unknown): value is Saved {
  if (typeof value !== 'object' || value === null) return false;
  const fields = value as Readonly<Record<string, unknown>>;
  return isProfile(fields) && ('sealed' in fields ? isSealed(fields) : isOpen(fields));
}

function isProfile(fields: Readonly<Record<string, unknown>>): boolean {
  const { nuvem, addresses, cert, former = [] } = fields;
  return (
    isFingerprint(nuvem) &&
    ['name', 'identity'].every((key) => isString(fields[key])) &&
    ['user', 'device'].every((key) => Number.isSafeInteger(fields[key])) &&
    isListOf(addresses, isString) &&
    isListOf(former, isFingerprint) &&
    (cert === undefined || isString(cert))
  );
}

const isOpen = ({ deviceSecret, storageKey, ticket }: Readonly<Record<string, unknown>>): boolean =>
  isString(deviceSecret) && isString(storageKey) && (ticket === undefined || isString(ticket));

function isSealed({ sealed, lock }: Readonly<Record<string, unknown>>): boolean {
  if (!isString(sealed) || typeof lock !== 'object' || lock === null) return false;
  const parts = lock as Readonly<Record<string, unknown>>;
  return ['setup', 'record', 'key'].every((key) => isString(parts[key]));
}

const isListOf = (list: unknown, is: (item: unknown) => boolean): boolean =>
  Array.isArray(list) && list.every(is);

const isFingerprint = (value: unknown): boolean =>
  typeof value === 'string' && parseFingerprint(value) === value;
