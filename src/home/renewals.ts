import { createPrivateKey, createPublicKey } from 'node:crypto';
import { join } from 'node:path';

import { digestOfKey } from '../base/fingerprint.ts';
import { mostRenewals, type Renewal, renewal, renewalsTo } from '../base/renewal.ts';
import { readIfThere, writePrivate } from './private.ts';

/** Beside the key: one statement a line, oldest first. Nothing in it is secret. */
const fileIn = (folder: string): string => join(folder, 'nuvem.former');

/**
 * The former key signs for the next one (both PEM), before the next one is on disk; false when there is
 * none that could.
 */
export async function keepRenewal(folder: string, next: string): Promise<boolean> {
  const former = await keyIn(join(folder, 'nuvem.key'));
  if (!former) return false;
  const before = await renewalsIn(folder, digestOfKey(createPublicKey(former)));
  const last = renewal(former, digestOfKey(createPublicKey(next)));
  const rows = [...before, last].slice(-mostRenewals).map(rowOf);
  await writePrivate(fileIn(folder), rows.join(''));
  return true;
}

/** What former keys of this home signed, up to the key with this digest. */
export async function renewalsIn(folder: string, key: Uint8Array): Promise<readonly Renewal[]> {
  const text = (await readIfThere(fileIn(folder))) ?? '';
  return renewalsTo(text.split('\n').flatMap(parsed), key);
}

async function keyIn(file: string): Promise<ReturnType<typeof createPrivateKey> | undefined> {
  try {
    return createPrivateKey((await readIfThere(file)) ?? '');
  } catch {
    // No key, or one that may not be read: nobody can sign for the next one.
    return undefined;
  }
}

const rowOf = ({ key, signature }: Renewal): string => `${base64(key)} ${base64(signature)}\n`;
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function parsed(row: string): readonly Renewal[] {
  const [key, signature] = row.trim().split(' ');
  if (!key || !signature) return [];
  return [{ key: Buffer.from(key, 'base64'), signature: Buffer.from(signature, 'base64') }];
}
