import type { FileLine } from '../protocol/file-line.ts';
import type { Session } from './hub.ts';

/** The bytes of files, and the connections they travel on. The core only says what may be no longer. */
export interface Transfers {
  /** A connection for the bytes of files came in. */
  readonly serve: (line: FileLine) => void;
  /** Bytes that the disk of the files has left. */
  readonly free: () => Promise<number>;
  /** A session is over, and its connections with it. */
  readonly endSession: (session: Session) => void;
  /**
   * Who may put and get changed in a room, or for a person: of each that is under way there the store is asked
   * again, and what is allowed no more ends.
   */
  readonly look: (where: { readonly room: number } | { readonly user: number }) => void;
  /** Nobody puts or gets this file any more, and its bytes are gone when this resolves. */
  readonly remove: (id: Uint8Array) => Promise<void>;
  /** Nothing comes or goes any more; resolves when what came is kept. */
  readonly close: () => Promise<void>;
}

/** Of a nuvem that has no place for files. */
export const noTransfers: Transfers = {
  serve: (line) => line.destroy(),
  free: () => Promise.resolve(Infinity),
  endSession() {},
  look() {},
  remove: () => Promise.resolve(),
  close: () => Promise.resolve(),
};
