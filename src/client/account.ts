import type { Fingerprint } from '../base/fingerprint.ts';
import { deriveKey, open, seal } from './keys.ts';
import type { SealSelf } from './seal/port.ts';

/** Who an account is, and where: nothing of it is secret. Bytes are hex. */
export interface Profile {
  readonly name: string;
  /** The nuvem's key: who the nuvem is. */
  readonly nuvem: Fingerprint;
  /** Its keys before that, oldest first. */
  readonly former?: readonly Fingerprint[];
  /** Hints where it is, the last good one first. */
  readonly addresses: readonly string[];
  readonly user: number;
  readonly device: number;
  /** The public identity key of the user, and its signature over this device's key: without it nothing is sealed. */
  readonly identity: string;
  readonly cert?: string;
}

interface Secrets {
  /** Seed of the device's Ed25519 key. */
  readonly deviceSecret: string;
  /** For the next log-in without a password; missing after it was refused. */
  readonly ticket?: string;
}

/** An account of this home that can be used. Whoever has it is this device. */
export interface Account extends Profile, Secrets {
  /** Key of what this device keeps for itself. */
  readonly storageKey: string;
  /** Under which it is kept; without one it lies on the disk (mode 0600) as it is. */
  readonly lock?: Lock;
}

/** The storage key under a password. It is not known here, and not needed to keep the rest anew. */
export interface Lock {
  /** What the password is tried on: an OPAQUE setup and record of their own. */
  readonly setup: string;
  readonly record: string;
  readonly key: string;
}

/** A locked account as it lies on the disk: with the password it becomes an `Account`. */
export interface LockedAccount extends Profile {
  readonly lock: Lock;
  /** Device key and ticket, under the storage key. */
  readonly sealed: string;
}

/** As plain JSON: what is kept between two starts. */
export type Saved = Account | LockedAccount;

export const isLocked = (saved: Saved): saved is LockedAccount => 'sealed' in saved;

const place = (name: string): string => `account ${name}`;
const purpose = 'account';

/** What of it may lie on the disk. */
export function atRest(account: Account, nonce: Uint8Array): Saved {
  const { deviceSecret, ticket, storageKey, lock, ...profile } = account;
  if (!lock) return account;
  const secrets: Secrets = { deviceSecret, ...(ticket === undefined ? {} : { ticket }) };
  const key = deriveKey(Buffer.from(storageKey, 'hex'), purpose);
  const sealed = seal(key, nonce, place(profile.name), Buffer.from(JSON.stringify(secrets)));
  return { ...profile, lock, sealed: sealed.toString('hex') };
}

/** Undefined when this is not its storage key, or the file was changed. */
export function atHand(saved: LockedAccount, storageKey: string): Account | undefined {
  const { sealed, ...rest } = saved;
  const key = deriveKey(Buffer.from(storageKey, 'hex'), purpose);
  const text = open(key, place(saved.name), Buffer.from(sealed, 'hex'));
  return text && { ...rest, ...(JSON.parse(text.toString()) as Secrets), storageKey };
}

/** Who seals here. Nobody while the account has no certificate, as before a log-in with this version. */
export function selfOf({
  name,
  device,
  identity,
  cert,
  deviceSecret,
}: Account): SealSelf | undefined {
  if (cert === undefined) return undefined;
  const [key, signature, secret] = [identity, cert, deviceSecret].map((hex) =>
    Uint8Array.from(Buffer.from(hex, 'hex')),
  );
  return (
    key && signature && secret && { user: name, device, identity: key, cert: signature, secret }
  );
}
