import { Trouble } from '../words/reason.ts';
import type { Opaque } from './opaque-port.ts';

/** Argon2id as RFC 9106 advises where memory is short: 64 MiB, three passes. */
const keyStretching = 'memory-constrained';

/** 50 ms and some megabytes, and only a password needs them. */
async function library(): Promise<typeof import('@serenity-kit/opaque')> {
  const opaque = await import('@serenity-kit/opaque');
  await opaque.ready;
  return opaque;
}

/** OPAQUE in this thread: each `finish` holds it for about 350 ms, so it belongs into the worker. */
export const opaque: Opaque = {
  async startRegistration(password) {
    const { client } = await library();
    const { clientRegistrationState, registrationRequest } = client.startRegistration({ password });
    return { state: clientRegistrationState, request: bytes(registrationRequest) };
  },
  async finishRegistration(password, clientRegistrationState, response) {
    const { client } = await library();
    const { registrationRecord, exportKey } = understood(() =>
      client.finishRegistration({
        password,
        clientRegistrationState,
        registrationResponse: text(response),
        keyStretching,
      }),
    );
    return { record: bytes(registrationRecord), exportKey: bytes(exportKey) };
  },
  async startLogin(password) {
    const { client } = await library();
    const { clientLoginState, startLoginRequest } = client.startLogin({ password });
    return { state: clientLoginState, request: bytes(startLoginRequest) };
  },
  async finishLogin(password, clientLoginState, response) {
    const { client } = await library();
    const finished = understood(() =>
      client.finishLogin({
        password,
        clientLoginState,
        loginResponse: text(response),
        keyStretching,
      }),
    );
    return (
      finished && {
        finish: bytes(finished.finishLoginRequest),
        sessionKey: bytes(finished.sessionKey),
        exportKey: bytes(finished.exportKey),
      }
    );
  },
  async newLock(password) {
    const { client, server } = await library();
    const serverSetup = server.createSetup();
    const { clientRegistrationState, registrationRequest } = client.startRegistration({ password });
    const { registrationResponse } = server.createRegistrationResponse({
      serverSetup,
      userIdentifier,
      registrationRequest,
    });
    const { registrationRecord, exportKey } = client.finishRegistration({
      password,
      clientRegistrationState,
      registrationResponse,
      keyStretching,
    });
    return { setup: serverSetup, record: registrationRecord, key: bytes(exportKey) };
  },
  async openLock(password, { setup, record }) {
    const { client, server } = await library();
    const { clientLoginState, startLoginRequest } = client.startLogin({ password });
    try {
      const { loginResponse } = server.startLogin({
        serverSetup: setup,
        userIdentifier,
        registrationRecord: record,
        startLoginRequest,
      });
      const asked = { password, clientLoginState, loginResponse, keyStretching } as const;
      const finished = client.finishLogin(asked);
      return finished && bytes(finished.exportKey);
    } catch {
      // The library throws at a lock that was changed: no password opens it.
      return undefined;
    }
  },
};

/** There is only one at each setup. */
const userIdentifier = 'lock';

/** The library throws when what the nuvem answered is no OPAQUE: that is the nuvem's fault, and no bug. */
function understood<T>(finish: () => T): T {
  try {
    return finish();
  } catch (fault) {
    throw new Trouble(['no-message'], { cause: fault });
  }
}

const bytes = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64url'));
const text = (from: Uint8Array): string => Buffer.from(from).toString('base64url');
