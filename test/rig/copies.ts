import { copyFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import type { TestClient } from './client.ts';

const isDatabase = (file: string): boolean => file.startsWith('client.db');
const isCopy = (file: string): boolean => file.startsWith('copy-of-');

async function filesIn(folder: string, is: (file: string) => boolean): Promise<readonly string[]> {
  return (await readdir(folder)).filter(is);
}

/**
 * This device goes on with the database that it had before `meanwhile`, which it has lived through with another one;
 * `first` is what it does before the nuvem hears of it.
 */
export async function fromOlderCopy(
  who: TestClient,
  meanwhile: (live: TestClient) => Promise<unknown>,
  first?: (copy: TestClient) => Promise<unknown>,
): Promise<TestClient> {
  const { folder } = who;
  await who.client[Symbol.asyncDispose]();
  for (const file of await filesIn(folder, isDatabase))
    await copyFile(join(folder, file), join(folder, `copy-of-${file}`));
  const live = await who.again();
  await meanwhile(live);
  await live.client[Symbol.asyncDispose]();
  for (const file of await filesIn(folder, isDatabase)) await rm(join(folder, file));
  for (const file of await filesIn(folder, isCopy))
    await copyFile(join(folder, file), join(folder, file.slice('copy-of-'.length)));
  const copy = await live.again();
  await first?.(copy);
  return copy;
}

/** This device comes back with its log-in, and without its database. */
export async function withoutDatabase(who: TestClient): Promise<TestClient> {
  await who.client[Symbol.asyncDispose]();
  for (const file of await filesIn(who.folder, isDatabase)) await rm(join(who.folder, file));
  return who.again();
}
