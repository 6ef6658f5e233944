import assert from 'node:assert/strict';

import { newHome, type RunOptions, type Running, type TestHome } from './home.ts';

export interface Ready {
  readonly event: string;
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly fingerprint: string;
  readonly pid: number;
}

export const password = 'correct horse battery';
export const secret = { env: { PYCHAT_PASSWORD: password } };

/** Starts a nuvem in a home and waits until it is ready. */
export function serving(home: TestHome, ...args: readonly string[]): Promise<Served> {
  return servingWith(home, args);
}

export type Served = Running & { readonly ready: Ready; readonly address: string };

/** The same in another environment. */
export async function servingWith(
  home: TestHome,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Served> {
  const nuvem = home.start(['serve', '--port', '0', '--json', ...args], options);
  const ready = JSON.parse(await nuvem.until('{')) as Ready;
  return { ...nuvem, ready, address: `127.0.0.1:${ready.port}` };
}

/** A home in which an account of that name was made; its password opens nothing but where it `logsIn`. */
export async function registered(
  address: string,
  name: string,
  { logsIn = false } = {},
): Promise<TestHome> {
  const { makeAccount } = await import('./account.ts');
  const home = await newHome();
  try {
    await makeAccount({ root: home.root, address, name, password, logsIn });
    return home;
  } catch (failure) {
    await home[Symbol.asyncDispose]();
    throw failure;
  }
}

export const jsonOf = (out: string): Readonly<Record<string, unknown>>[] =>
  out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** The list of that name in the one object that was printed. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says what it printed
export function listIn<T>(out: string, name: string): readonly T[] {
  const found = jsonOf(out)[0]?.[name];
  assert.ok(Array.isArray(found), out);
  return found as T[];
}
