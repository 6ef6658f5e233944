import * as opaque from '@serenity-kit/opaque';

import { no, ok, type Result } from '../base/result.ts';
import type { Refusal } from '../protocol/refusals.ts';
import type { Accounts } from './accounts.ts';

/** How long each message is; the library does not mind bytes behind its end. */
const sizes = { registration: 32, record: 192, login: 96, finish: 64 } as const;

/** Where the nuvem keeps its own secrets: `store.secret`. */
export type Secret = (name: string, make: () => Uint8Array) => Promise<Uint8Array>;

/**
 * OPAQUE by its library. The set-up is made once and kept with the store: without it no password
 * opens anything any more. What comes from the wire may be anything, and never throws out of here.
 */
export async function openAccounts(secret: Secret): Promise<Accounts> {
  await opaque.ready;
  const kept = await secret('opaque', () => Buffer.from(opaque.server.createSetup()));
  const serverSetup = Buffer.from(kept).toString();
  const someRequest = opaque.client.startLogin({ password: 'any' }).startLoginRequest;

  return {
    registerReply: (userIdentifier, request) =>
      attempt('malformed', () => {
        const registrationRequest = textOf(request, sizes.registration);
        const asked = { serverSetup, userIdentifier, registrationRequest };
        return bytesOf(opaque.server.createRegistrationResponse(asked).registrationResponse);
      }),

    recordOf: (record) => checked(serverSetup, someRequest, record),

    loginReply: (userIdentifier, record, request) =>
      attempt('malformed', () => {
        const { serverLoginState, loginResponse } = opaque.server.startLogin({
          serverSetup,
          userIdentifier,
          registrationRecord: record ?? null,
          startLoginRequest: textOf(request, sizes.login),
        });
        return { state: serverLoginState, response: bytesOf(loginResponse) };
      }),

    finish: (serverLoginState, finish) =>
      attempt('credentials', () => {
        const finishLoginRequest = textOf(finish, sizes.finish);
        return bytesOf(
          opaque.server.finishLogin({ serverLoginState, finishLoginRequest }).sessionKey,
        );
      }),
  };
}

/** The library has no check of a record alone; one that cannot be logged in with is none. */
function checked(
  serverSetup: string,
  startLoginRequest: string,
  record: Uint8Array,
): Result<string, Refusal> {
  return attempt('malformed', () => {
    const registrationRecord = textOf(record, sizes.record);
    const asked = { serverSetup, registrationRecord, startLoginRequest, userIdentifier: '' };
    opaque.server.startLogin(asked);
    return registrationRecord;
  });
}

/** The library throws at whatever it dislikes; what it threw says nothing that a caller could use. */
function attempt<T>(refusal: Refusal, work: () => T): Result<T, Refusal> {
  try {
    return ok(work());
  } catch {
    // Bytes that are no message of OPAQUE, or the wrong password.
    return no(refusal);
  }
}

function textOf(bytes: Uint8Array, size: number): string {
  if (bytes.length !== size) throw new RangeError(`${bytes.length} bytes instead of ${size}`);
  return Buffer.from(bytes).toString('base64url');
}

const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64url');
