import { client } from '@serenity-kit/opaque';

/** OPAQUE as a client does it, with a password stretched just enough to be stretched: tests log in often. */
const keyStretching = { 'argon2id-custom': { iterations: 1, memory: 8, parallelism: 1 } } as const;

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64url');

export function startRegistering(password: string): { state: string; request: Buffer } {
  const { clientRegistrationState, registrationRequest } = client.startRegistration({ password });
  return { state: clientRegistrationState, request: bytesOf(registrationRequest) };
}

export function registerWith(
  password: string,
  state: string,
  response: Uint8Array,
): { record: Buffer; exportKey: Buffer } {
  const { registrationRecord, exportKey } = client.finishRegistration({
    password,
    clientRegistrationState: state,
    registrationResponse: textOf(response),
    keyStretching,
  });
  return { record: bytesOf(registrationRecord), exportKey: bytesOf(exportKey) };
}

export function startLogIn(password: string): { state: string; request: Buffer } {
  const { clientLoginState, startLoginRequest } = client.startLogin({ password });
  return { state: clientLoginState, request: bytesOf(startLoginRequest) };
}

/** Undefined when the password is wrong. */
export function logInWith(
  password: string,
  state: string,
  response: Uint8Array,
): { finish: Buffer; sessionKey: Buffer; exportKey: Buffer } | undefined {
  const done = client.finishLogin({
    password,
    clientLoginState: state,
    loginResponse: textOf(response),
    keyStretching,
  });
  if (!done) return undefined;
  return {
    finish: bytesOf(done.finishLoginRequest),
    sessionKey: bytesOf(done.sessionKey),
    exportKey: bytesOf(done.exportKey),
  };
}
