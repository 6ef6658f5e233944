import type { Fingerprint } from '../base/fingerprint.ts';

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
  /** The public identity key of the user. */
  readonly identity: string;
}
