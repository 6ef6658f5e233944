import { randomBytes } from 'node:crypto';

import { pairOf, type Pair, sealVault, signDevice, signProof } from '../../src/client/keys.ts';
import { type FromNuvem, type Message, versions } from '../../src/protocol/messages.ts';
import { loginMac, proofBytes, type Proof } from '../../src/protocol/proof.ts';
import { nuvemKey, type Rig } from './nuvem.ts';
import { logInWith, registerWith, startLogIn, startRegistering } from './opaque.ts';
import type { Wire } from './wire.ts';

type Answer = Message<FromNuvem>;

/** What a home keeps of an account: who is on which device, and the ticket for the next time. */
export interface Person {
  readonly name: string;
  readonly password: string;
  readonly label: string;
  readonly identity: Pair;
  readonly device: Pair;
  /** Of the last `welcome`. */
  welcome: Message<'welcome'> | undefined;
}

/** A line after hello, with both nonces: what a device signs on it. */
export interface Hello {
  readonly wire: Wire;
  readonly greeting: Message<'greeting'>;
  readonly sign: (person: Person, purpose: Proof['purpose'], seenKey?: Uint8Array) => Uint8Array;
  /** The bytes that `sign` signs. */
  readonly claim: (person: Person, purpose: Proof['purpose'], seenKey?: Uint8Array) => Buffer;
}

const newPair = (): Pair => pairOf(randomBytes(32));

export const newPerson = (name: string, over: Partial<Person> = {}): Person => ({
  name,
  password: `the password of ${name}`,
  label: 'a laptop',
  identity: newPair(),
  device: newPair(),
  welcome: undefined,
  ...over,
});

/** The same person on a device that the nuvem has not seen. */
export const onNewDevice = (person: Person, label = 'another one'): Person => ({
  ...person,
  device: newPair(),
  label,
  welcome: undefined,
});

export async function sayHello(wire: Wire): Promise<Hello> {
  const clientNonce = randomBytes(32);
  const hello = { type: 'hello', ...versions, agent: 'test', features: [] } as const;
  const greeting = await wire.want('greeting', { ...hello, nonce: clientNonce });
  const proof = (
    person: Person,
    purpose: Proof['purpose'],
    seenKey: Uint8Array = nuvemKey,
  ): Proof => ({
    purpose,
    clientNonce,
    nuvemNonce: greeting.nonce,
    nuvemKey: seenKey,
    name: purpose === 'resume' ? '' : person.name.toLowerCase(),
    deviceKey: person.device.public,
  });
  return {
    wire,
    greeting,
    sign: (person, purpose, key) => signProof(person.device.secret, proof(person, purpose, key)),
    claim: (person, purpose, key) => proofBytes(proof(person, purpose, key)),
  };
}

export interface Registering {
  readonly invite?: string;
  /** The key that the device saw on its way, when it is not the nuvem's. */
  readonly seenKey?: Uint8Array;
}

/** Everything that `register-2` carries but the proof, which is of its line. */
export type Registration = Omit<Message<'register-2'>, 're' | 'proof'>;

/** `register-1`, and what comes after it; or the refusal. */
export async function prepare(
  { wire }: Hello,
  person: Person,
  { invite }: Registering = {},
): Promise<Registration | Answer> {
  const { name, password, identity, device, label } = person;
  const { state, request } = startRegistering(password);
  const reply = await wire.ask({ type: 'register-1', name, request, invite });
  if (reply.type !== 'register-reply') return reply;
  const { record, exportKey } = registerWith(password, state, reply.response);
  const vault = sealVault(exportKey, name.toLowerCase(), identity.secret, randomBytes(12));
  const cert = signDevice(identity, name.toLowerCase(), device.public);
  return {
    type: 'register-2',
    name,
    record,
    vault,
    identity: identity.public,
    device: device.public,
    cert,
    label,
    invite,
  };
}

/** Makes the account, as a client does. */
export async function register(
  hello: Hello,
  person: Person,
  how: Registering = {},
): Promise<Answer> {
  const prepared = await prepare(hello, person, how);
  if (prepared.type !== 'register-2') return prepared;
  const proof = hello.sign(person, 'register', how.seenKey);
  return welcomed(person, await hello.wire.ask({ ...prepared, proof }));
}

export interface LoggingIn {
  readonly password?: string;
  readonly seenKey?: Uint8Array;
  /** Says which device it is before the password, so that nobody can lock it out. */
  readonly known?: boolean;
  /** Puts this in the place of what proves that the password's owner brings the device. */
  readonly mac?: Uint8Array;
}

export async function logIn(hello: Hello, person: Person, how: LoggingIn = {}): Promise<Answer> {
  const { wire, sign, claim } = hello;
  const { name, device, label } = person;
  const password = how.password ?? person.password;
  const { state, request } = startLogIn(password);
  const known = how.known && { device: device.public, proof: sign(person, 'known', how.seenKey) };
  const reply = await wire.ask({ type: 'login-1', name, request, ...known });
  if (reply.type !== 'login-reply') return reply;
  const done = logInWith(password, state, reply.response);
  const sessionKey = done?.sessionKey ?? randomBytes(64);
  const right = loginMac(sessionKey, claim(person, 'login', how.seenKey));
  const answer = await wire.ask({
    type: 'login-2',
    finish: done?.finish ?? randomBytes(64),
    device: device.public,
    label,
    proof: sign(person, 'login', how.seenKey),
    mac: how.mac ?? right,
  });
  return welcomed(person, answer);
}

/** Comes back with the ticket of the last `welcome`, or an older one. */
export async function resume(
  { wire, sign }: Hello,
  person: Person,
  how: { readonly ticket?: Uint8Array; readonly seenKey?: Uint8Array } = {},
): Promise<Answer> {
  const { device = 0, ticket = randomBytes(32) } = person.welcome ?? {};
  const proof = sign(person, 'resume', how.seenKey);
  const answer = await wire.ask({ type: 'resume', device, ticket: how.ticket ?? ticket, proof });
  return welcomed(person, answer);
}

function welcomed(person: Person, answer: Answer): Answer {
  if (answer.type === 'welcome') person.welcome = answer;
  return answer;
}

/** A line of its own, after hello. */
export const dial = (rig: Rig, address?: string): Promise<Hello> =>
  sayHello(rig.connect(address === undefined ? {} : { address }));

/** A new account on a line of its own, seated. */
export async function newcomer(
  rig: Rig,
  name: string,
): Promise<{ readonly person: Person; readonly wire: Wire }> {
  const person = newPerson(name);
  const hello = await dial(rig);
  const answer = await register(hello, person);
  if (answer.type !== 'welcome') throw new Error(`${name}: ${JSON.stringify(answer)}`);
  return { person, wire: hello.wire };
}

/** What was refused, and with which word; undefined when nothing was. */
export const refusalOf = (answer: Answer): string | undefined =>
  answer.type === 'refused' ? answer.code : undefined;
