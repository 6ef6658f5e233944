import { readFileSync } from 'node:fs';

import { defaultClientConfig } from 'ts-mls/clientConfig.js';
import { decryptWithLabel } from 'ts-mls/crypto/hpke.js';
import { deriveSecret, expandWithLabel } from 'ts-mls/crypto/kdf.js';
import { verifyWithLabel } from 'ts-mls/crypto/signature.js';
import { initializeEpoch } from 'ts-mls/keySchedule.js';
import { decodeMlsMessage } from 'ts-mls/message.js';

import type { Result } from '../base/result.ts';
import { follow, plan } from './commit.ts';
import type { Claim } from './credential.ts';
import { isSigned, newPair, rawPrivate, rawPublic, signed } from './curve.ts';
import { joined } from './join.ts';
import { basics, invited } from './known-answers.ts';
import { newPackage, offerIn, packageBytes, type Self } from './package.ts';
import { codeOf, enter, newRoom, open, type Room, seal } from './room.ts';
import { suite } from './suite.ts';

/** `suite`: what it is made of answers as published. `invitation`: one of others leads where it should. `removed`: who was taken out alone reads nothing more. */
export type SelfTest = 'suite' | 'invitation' | 'removed';

const tests: Readonly<Record<SelfTest, () => Promise<boolean>>> = {
  suite: answersAsPublished,
  invitation: leadsWhereItShould,
  removed: removedReadsNothing,
};

/** Whether sealing works on this machine, with this Node and this library. Takes a few hundredths of a second. */
export async function selfTest(): Promise<Readonly<Record<SelfTest, boolean>>> {
  const passed = { suite: false, invitation: false, removed: false };
  for (const name of Object.keys(tests) as SelfTest[])
    // Whatever it throws: it did not pass.
    passed[name] = await tests[name]().catch(() => false);
  return passed;
}

/** Sealing once, for its own sake: what is done for the first time takes ten times as long as ever after. */
export const rehearse = async (): Promise<void> => void (await removedReadsNothing());

/** The version of the library that is really loaded. */
export function libraryVersion(): string {
  const file = new URL('../../package.json', import.meta.resolve('ts-mls/clientState.js'));
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));
const base64 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));
const isEqual = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;

async function answersAsPublished(): Promise<boolean> {
  const { derive, expand, sign, box } = basics;
  const { kdf, signature, hpke } = suite;
  const derived = await deriveSecret(hex(derive.secret), derive.label, kdf);
  const { label, length } = expand;
  const wide = await expandWithLabel(hex(expand.secret), label, hex(expand.context), length, kdf);
  const content = hex(sign.content);
  const isGood = (by: Uint8Array): Promise<boolean> =>
    verifyWithLabel(hex(sign.pub), sign.label, content, by, signature);
  const by = hex(sign.signature);
  const key = await hpke.importPrivateKey(hex(box.priv));
  const [about, enc, sealed] = [hex(box.context), hex(box.enc), hex(box.sealed)];
  const plain = await decryptWithLabel(key, box.label, about, enc, sealed, hpke);
  return (
    isEqual(derived, hex(derive.out)) &&
    isEqual(wide, hex(expand.out)) &&
    isEqual(plain, hex(box.plain)) &&
    (await isGood(by)) &&
    !(await isGood(by.with(0, (by[0] ?? 0) ^ 1)))
  );
}

async function leadsWhereItShould(): Promise<boolean> {
  const [welcome] = decodeMlsMessage(base64(invited.welcome), 0) ?? [];
  const [offer] = decodeMlsMessage(base64(invited.offer), 0) ?? [];
  if (welcome?.wireformat !== 'mls_welcome' || offer?.wireformat !== 'mls_key_package')
    return false;
  const privatePackage = {
    initPrivateKey: base64(invited.init),
    hpkePrivateKey: base64(invited.leaf),
    signaturePrivateKey: base64(invited.signing),
  };
  // Its members are those of the working group, for whom nobody vouches here.
  const authService = { validateCredential: () => Promise.resolve(true) };
  const { keySchedule } = await joined(
    welcome.welcome,
    { publicPackage: offer.keyPackage, privatePackage },
    { ...defaultClientConfig, authService },
  );
  return isEqual(keySchedule.epochAuthenticator, base64(invited.authenticator));
}

const words = (user: string, key: Uint8Array): Buffer => Buffer.concat([Buffer.from(user), key]);
const vouches = ({ user, identity, cert }: Claim, key: Uint8Array): boolean =>
  isSigned(identity, words(user, key), cert);

function newSelf(user: string, device: number): Self {
  const [identity, own] = [newPair('ed25519'), newPair('ed25519')];
  const key = rawPublic(own.public);
  const cert = signed(rawPrivate(identity.private), words(user, key));
  return {
    claim: { user, device, identity: rawPublic(identity.public), cert },
    key,
    secret: rawPrivate(own.private),
  };
}

const group = Buffer.from('self-test');
const label = Buffer.from('self-test');

/** Three devices, and one of them is removed. */
async function removedReadsNothing(): Promise<boolean> {
  const [ana, bob, eva] = await threeInRoom();
  const removal = worth(await plan(ana, { remove: [2] }, label));
  const atBob = worth(await follow(bob, removal.wire, label)).room;
  const atEva = worth(await follow(eva, removal.wire, label)).room;
  const text = Buffer.from('after');
  const { wire } = await seal(removal.next, text, label);
  if (!atBob || atEva) return false;
  const opened = worth(await open(atBob, wire, label));
  return (
    isEqual(opened.body, text) &&
    !(await open(eva, wire, label)).ok &&
    (await guessedCode(eva, removal.next)) !== codeOf(removal.next)
  );
}

async function threeInRoom(): Promise<readonly [Room, Room, Room]> {
  const own = await newPackage(newSelf('ana', 1));
  const forBob = await newPackage(newSelf('bob', 2));
  const forEva = await newPackage(newSelf('eva', 3));
  const offers = [forBob, forEva].map((each) => offerIn(packageBytes(each), vouches));
  const begun = await newRoom(group, own, vouches);
  const { next, welcome } = worth(await plan(begun, { add: await Promise.all(offers) }, label));
  if (!welcome) throw new Error('Who was added was not invited');
  const bob = worth(await enter(welcome, group, forBob, vouches));
  return [next, bob, worth(await enter(welcome, group, forEva, vouches))];
}

/**
 * The code of the next epoch as somebody derives it who has all of the one before, knows the new tree, and was told no
 * new secret. It is the true one when a commit brings none: versions of the library removed a single member so.
 */
export async function guessedCode(before: Room, next: Room): Promise<string> {
  const { groupContext } = next.state;
  const none = new Uint8Array(suite.kdf.size);
  const { initSecret } = before.state.keySchedule;
  const { keySchedule } = await initializeEpoch(initSecret, none, groupContext, none, suite.kdf);
  return codeOf({ state: { ...next.state, keySchedule } });
}

function worth<T>(result: Result<T, Error>): T {
  if (!result.ok) throw result.error;
  return result.value;
}
