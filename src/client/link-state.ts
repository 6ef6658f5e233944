import type { Message } from '../protocol/messages.ts';
import type { Reason } from '../words/reason.ts';
import type { ErrorCode } from './port.ts';

export type Phase =
  | 'resting'
  | 'dialing'
  | 'greeting'
  | 'resuming'
  /** All seats are taken; somebody must choose. */
  | 'seats'
  /** The new ticket is being written. */
  | 'keeping'
  | 'syncing'
  | 'up'
  /** Nothing is tried again before somebody does something. */
  | 'stopped';

export interface LinkState {
  readonly phase: Phase;
  /** Counts connections; what an older one still says is not heard. */
  readonly n: number;
  /** Of the wire, as agreed upon; 0 before. */
  readonly version: number;
  /** Dials since the link was last up. */
  readonly tries: number;
  readonly retryAt: number;
  readonly nonce: Uint8Array;
  /** Pings without an answer, and when the last one went. */
  readonly missed: number;
  readonly pingAt: number;
  /** The oldest request that has no answer, or 0, and for how many pings it has been that. */
  readonly oldest: number;
  readonly beats: number;
  readonly latency: number | undefined;
  /** The last ones, newest last. */
  readonly latencies: readonly number[];
  /** How often the link came up, and when it last did. */
  readonly ups: number;
  readonly upAt: number;
  readonly reason: Reason | undefined;
  readonly code: ErrorCode | undefined;
  /** We read no more from the nuvem for now. */
  readonly paused: boolean;
  readonly session: number;
  readonly seats: Message<'seats-full'>['sessions'];
  /** It was said that there are more rooms than are taken. */
  readonly crowded: boolean;
}

export const resting: LinkState = {
  phase: 'resting',
  n: 0,
  version: 0,
  tries: 0,
  retryAt: 0,
  nonce: new Uint8Array(32),
  missed: 0,
  pingAt: 0,
  oldest: 0,
  beats: 0,
  latency: undefined,
  latencies: [],
  ups: 0,
  upAt: 0,
  reason: undefined,
  code: undefined,
  paused: false,
  crowded: false,
  session: 0,
  seats: [],
};
