import type { Fingerprint } from '../base/fingerprint.ts';
import type { SealSelf } from './seal-port.ts';

/**
 * An account of this home, as plain JSON: what is kept (mode 0600) between two starts. Bytes are hex.
 * Whoever has it is this device.
 */
export interface Account {
  readonly name: string;
  /** The nuvem's key: who the nuvem is. */
  readonly nuvem: Fingerprint;
  /** Its keys before that, oldest first. */
  readonly former?: readonly Fingerprint[];
  /** Hints where it is, the last good one first. */
  readonly addresses: readonly string[];
  readonly user: number;
  readonly device: number;
  /** Seed of the device's Ed25519 key. */
  readonly deviceSecret: string;
  /** For the next log-in without a password; missing after it was refused. */
  readonly ticket?: string;
  /** Key of what this device keeps for itself. */
  readonly storageKey: string;
  /** The public identity key of the user, and its signature over this device's key: without it nothing is sealed. */
  readonly identity: string;
  readonly cert?: string;
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
