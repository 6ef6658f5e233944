import type { Result } from '../base/result.ts';
import type { Refusal } from '../protocol/refusals.ts';

/** The server's half of OPAQUE (RFC 9807): log-ins without ever seeing a password. All values are bytes of the wire. */
export interface Accounts {
  readonly registerReply: (name: string, request: Uint8Array) => Result<Uint8Array, Refusal>;
  /** The registration record as the store keeps it; `malformed` when nobody could ever log in with it. */
  readonly recordOf: (record: Uint8Array) => Result<string, Refusal>;
  /** An unknown name (record undefined) gets an answer of the same size and time. */
  readonly loginReply: (
    name: string,
    record: string | undefined,
    request: Uint8Array,
  ) => Result<{ readonly state: string; readonly response: Uint8Array }, Refusal>;
  /** The session key both sides now share; a wrong password is `credentials`. */
  readonly finish: (state: string, finish: Uint8Array) => Result<Buffer, Refusal>;
}
