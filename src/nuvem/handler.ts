import type { Clock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Renewal } from '../base/renewal.ts';
import type { Result } from '../base/result.ts';
import type { FromClient, FromNuvem, Message } from '../protocol/messages.ts';
import type { Refusal } from '../protocol/refusals.ts';
import type { Store } from '../store/port.ts';
import type { Seated } from '../store/rows.ts';
import type { Accounts } from './accounts.ts';
import type { Allowances } from './allowances.ts';
import type { Appender } from './appender.ts';
import type { Commits } from './commits.ts';
import type { DeviceKeys } from './device-keys.ts';
import type { FileTokens } from './file-tokens.ts';
import type { Hub, Session } from './hub.ts';
import type { Lines } from './lines.ts';
import type { Marks } from './marks.ts';
import type { Presence } from './presence.ts';
import type { Receipts } from './receipts.ts';
import type { Settings } from './settings.ts';
import type { SlowMode } from './slow-mode.ts';
import type { Throttle } from './throttle.ts';
import type { Transfers } from './transfers.ts';

/** Everything a handler may touch. Nothing is reached by import, so tests pass their own. */
export interface World extends Clock {
  readonly settings: Settings;
  readonly store: Store;
  readonly hub: Hub;
  readonly accounts: Accounts;
  readonly log: Log;
  readonly nextSession: () => number;
  readonly random: (bytes: number) => Buffer;
  /** SHA-256 of the public keys this nuvem answers with; what a device signs must name one of them. */
  readonly keys: () => readonly Buffer[];
  /** What its former keys signed, up to the one that is shown now. */
  readonly former: () => readonly Renewal[];
  /** What the control socket may ask for. */
  readonly stop: () => void;
  readonly reload: () => Promise<void>;
  /** Writes into the activity log: what happened, to whom, never content. Does not wait and does not fail. */
  readonly activity: (kind: string, detail: Readonly<Record<string, string | number>>) => void;

  readonly allowances: Allowances;
  readonly deviceKeys: DeviceKeys;
  readonly throttle: Throttle;
  readonly slowMode: SlowMode;
  readonly commits: Commits;

  // the parts of the core; handlers of accounts and rooms need none of them
  readonly appender: Appender;
  readonly marks: Marks;
  readonly receipts: Receipts;
  readonly presence: Presence;
  readonly lines: Lines;
  readonly fileTokens: FileTokens;
  readonly transfers: Transfers;
}

export interface OpenLine {
  /** Ends what is silent, or never logged in; `now` is the uptime. */
  readonly beat: (now: number) => void;
  readonly tell: (message: Message<FromNuvem>) => void;
  readonly refuse: (code: Refusal, re?: number, head?: number) => void;
}

/** One connection, on its way from stranger to session. */
export interface Caller {
  readonly address: string;
  /** Came through the nuvem's own control socket: the operator, without a log-in. */
  readonly owner: boolean;
  readonly tell: (message: Message<FromNuvem>) => void;
  /**
   * Makes the session and seats it, or says who sits on all the seats. From then on the caller is known:
   * `session` is set. Call it when nothing is left to wait for, and say `welcome` in the same turn.
   */
  readonly sit: (seated: Seated) => 'seated' | 'gone' | { readonly full: readonly Session[] };
  /** Pays for what an answer turned out to cost, in tokens of what is no post: the line may have to rest. */
  readonly spend: (tokens: number) => void;
  /** Gives the seat back and closes the line, without a word. */
  readonly leave: () => void;
  /** The nonces of `hello` and `greeting`; undefined before `hello`. */
  greeted: Greeted | undefined;
  /** A log-in between its two messages. */
  login: LoggingIn | undefined;
  /** How often this line asked for OPAQUE, which costs the nuvem a millisecond and a stranger nothing. */
  tries: number;
  /** Logged in, and waiting for one of the taken seats. */
  waiting: Waiting | undefined;
  /** The uptime at which the password was proved on this line. */
  passwordAt: number | undefined;
  session: Session | undefined;
}

export interface Greeted {
  readonly client: Buffer;
  readonly nuvem: Buffer;
  /** The version of the wire that was agreed upon. */
  readonly version: number;
}

/** `record` is what the password was checked against: if it changes meanwhile, the log-in is worth nothing. */
export interface LoggingIn {
  readonly name: string;
  readonly place: string;
  readonly state: string;
  readonly record: string | undefined;
}

/** Who has a fence and a ticket, and no seat yet. */
export interface Waiting {
  readonly seated: Seated;
  readonly ticket: Uint8Array;
  readonly how: 'register' | 'password' | 'resume';
}

/**
 * Answers one message. The messages of a line are handled one after the other; a handler that need not
 * wait (`post`) returns at once, so that posts go together into one commit.
 */
export type Handler<T extends FromClient> = (
  world: World,
  caller: Caller,
  message: Message<T>,
) => Result<void, Refusal> | Promise<Result<void, Refusal>>;

/** Total by type: a new message of clients without a handler does not compile. */
export type Handlers = { readonly [T in FromClient]: Handler<T> };
