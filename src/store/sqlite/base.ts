import type { Sqlite } from '../../base/sqlite.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import type { Store } from '../port.ts';
import type { Outcome } from '../rows.ts';
import type { Recent } from './recent.ts';
import type { Sealer } from './seal.ts';

/** What the functions of every subject stand on. */
export interface Base {
  readonly sql: Sqlite;
  readonly sealer: Sealer;
  readonly recent: Recent;
}

/** `const`, so that each answer keeps its exact code. */
export const no = (error: Refusal): { readonly ok: false; readonly error: Refusal } => ({
  ok: false,
  error,
});
export const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });

type Verbs = {
  [
    K in keyof Store as Store[K] extends (...args: never[]) => Promise<unknown>
      ? K extends string
        ? K
        : never
      : never
  ]: Store[K];
};

/** The verbs of the port as they run beside the database: at once, inside a transaction of somebody else. */
export type Sync = {
  readonly [K in Exclude<keyof Verbs, 'append' | 'secret'>]: (
    ...args: Parameters<Verbs[K]>
  ) => Awaited<ReturnType<Verbs[K]>>;
} & {
  readonly secretOf: (name: string) => Uint8Array | undefined;
  /** The first one stays; answers the one that counts. */
  readonly keepSecret: (name: string, value: Uint8Array) => Uint8Array;
};
