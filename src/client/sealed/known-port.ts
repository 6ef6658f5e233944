import type { Person } from '../seal/port.ts';

/** What is known of somebody. */
export interface KnownPerson {
  readonly user: string;
  readonly identity?: Uint8Array;
  readonly verified: boolean;
  /** When that identity was first seen, or accepted. */
  readonly since: number;
  /** 60 digits to compare. */
  readonly safety?: string;
  /** It is not the identity that they are known by, and is theirs once somebody says so. */
  readonly changed?: boolean;
}

export interface RoomCode {
  readonly code: string;
  readonly gen: number;
  readonly epoch: number;
  readonly roster: readonly Person[];
}
