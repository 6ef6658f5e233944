import { type Reason, Trouble } from '../words/reason.ts';
import type { Db } from './db-port.ts';
import type { Opaque } from './opaque-port.ts';
import { packed, type Parcel, unpacked } from './packed.ts';
import type { Outcome } from './seal/port.ts';

/** The other end of a channel between two threads. */
export interface Post {
  readonly post: (value: unknown) => void;
  /** Ends the other thread, after it has closed what it holds. */
  readonly end: () => Promise<void>;
}

interface Call {
  readonly n: number;
  readonly of: 'db' | 'opaque';
  readonly name: string;
  readonly args: readonly unknown[];
}

interface Answer {
  readonly n: number;
  readonly value?: unknown;
  readonly fault?: Fault;
}

/** What a person may read of it crosses as a reason; a bug is only a name and a message. */
type Fault = { readonly reason: Reason } | { readonly name: string; readonly message: string };

/** What the worker does for the thread that draws: the database, and the stretching of passwords. */
export interface Workshop {
  readonly db: Db;
  readonly opaque: Opaque;
  readonly hear: (answer: unknown) => void;
  /** The worker is gone: everything that waits for it fails. */
  readonly lost: (why: string) => void;
}

/** Calls into the worker, answered in the order in which they were made. */
export function newWorkshop({ post, end }: Post): Workshop {
  const waiting = new Map<
    number,
    { resolve: (value: never) => void; reject: (why: Error) => void }
  >();
  let next = 1;
  let gone: string | undefined;

  const call =
    <T>(of: Call['of'], name: string) =>
    (...args: readonly unknown[]): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        if (gone !== undefined) return reject(new Error(gone));
        const n = next++;
        waiting.set(n, { resolve, reject });
        post({ n, of, name, args } satisfies Call);
      });

  const { db, opaque } = stubs(call);
  return {
    db: { ...db, [Symbol.asyncDispose]: end },
    opaque,
    hear(answer) {
      const { n, value, fault } = answer as Answer;
      const waited = waiting.get(n);
      waiting.delete(n);
      if (fault) waited?.reject(errorOf(fault));
      else waited?.resolve(value as never);
    },
    lost(why) {
      gone = why;
      for (const { reject } of waiting.values()) reject(new Error(why));
      waiting.clear();
    },
  };
}

function faultOf(failure: unknown): Fault {
  if (failure instanceof Trouble) return { reason: failure.reason };
  const { name, message } = failure as Error;
  return { name, message };
}

const errorOf = (fault: Fault): Error =>
  'reason' in fault
    ? new Trouble(fault.reason)
    : Object.assign(new Error(fault.message), { name: fault.name });

type Caller = <T>(of: Call['of'], name: string) => (...args: readonly unknown[]) => Promise<T>;

function stubs(
  call: Caller,
): Pick<Workshop, 'opaque'> & { readonly db: Omit<Db, typeof Symbol.asyncDispose> } {
  const commit = call<readonly Outcome[]>('db', 'commit');
  return {
    db: {
      load: call('db', 'load'),
      commit: (writes) => commit(packed(writes)),
      find: call('db', 'find'),
      lines: call('db', 'lines'),
      unprinted: call('db', 'unprinted'),
      same: call('db', 'same'),
      lost: call('db', 'lost'),
      search: call('db', 'search'),
      drafts: call('db', 'drafts'),
      files: call('db', 'files'),
      person: call('db', 'person'),
      roomCode: call('db', 'roomCode'),
    },
    opaque: {
      startRegistration: call('opaque', 'startRegistration'),
      finishRegistration: call('opaque', 'finishRegistration'),
      startLogin: call('opaque', 'startLogin'),
      finishLogin: call('opaque', 'finishLogin'),
      newLock: call('opaque', 'newLock'),
      openLock: call('opaque', 'openLock'),
    },
  };
}

/** Serves the calls in the worker, one after the other. */
export function serveWorkshop(
  things: { readonly db: Db | undefined; readonly opaque: Opaque },
  answer: (value: unknown) => void,
): (call: unknown) => Promise<void> {
  return async (asked) => {
    const { n, of, name, args: sent } = asked as Call;
    const args = of === 'db' && name === 'commit' ? [unpacked(sent[0] as Parcel)] : sent;
    try {
      const thing = things[of] as unknown as Record<
        string,
        (...all: readonly unknown[]) => unknown
      >;
      const value = await thing[name]?.(...args);
      answer({ n, value } satisfies Answer);
    } catch (failure) {
      answer({ n, fault: faultOf(failure) } satisfies Answer);
    }
  };
}
