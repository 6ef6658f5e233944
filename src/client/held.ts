import type { Line } from '../protocol/line.ts';
import type { FromNuvem, Message } from '../protocol/messages.ts';
import type { Account } from './account.ts';
import type { ClientError } from './port.ts';
import type { Ports } from './ports.ts';
import type { Broadcast } from './queue.ts';
import type { Event, Timer } from './state.ts';

export interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (why: ClientError) => void;
}

export interface Counter {
  frames: number;
  bytes: number;
}

/** What went through all connections so far. */
export interface Through {
  readonly received: Counter;
  readonly sent: Counter;
}

/** What the engine holds of the world. */
export interface Held {
  readonly ports: Ports;
  readonly events: Broadcast;
  readonly waiting: Map<number, Waiting>;
  readonly timers: Map<Timer, () => void>;
  readonly happen: (event: Event) => void;
  readonly ending: AbortController;
  account: Account;
  /** The connection, from the moment it is dialled. */
  line: Connection | undefined;
  readonly through: Through;
  over: boolean;
}

export interface Connection {
  readonly n: number;
  readonly abort: AbortController;
  line?: Line;
  inbox: Message<FromNuvem>[];
}
