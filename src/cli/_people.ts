import { type Client, ClientError } from '../client/port.ts';
import type { Reason } from '../words/reason.ts';

const isUnknown = (failure: unknown): failure is ClientError =>
  failure instanceof ClientError && failure.refusal === 'unknown';

/** The nuvem says that something is unknown; here it is known what. */
export async function insteadOfUnknown<T>(what: Reason, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (failure) {
    if (!isUnknown(failure)) throw failure;
    throw new ClientError(failure.code, what, failure.refusal);
  }
}

/** Where the nuvem knows somebody of those named not, who that is is looked up and said. */
export async function namingUnknown<T>(
  client: Client,
  names: readonly string[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (failure) {
    if (!isUnknown(failure)) throw failure;
    const known = new Set((await client.ask<'users'>({ kind: 'users' })).map(({ name }) => name));
    const unknown = names.filter((name) => !known.has(name.toLowerCase()));
    if (unknown.length === 0) throw failure;
    throw new ClientError(failure.code, ['unknown-people', unknown.join(', ')], failure.refusal);
  }
}
