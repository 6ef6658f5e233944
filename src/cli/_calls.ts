import { type Reason, Trouble } from '../words/reason.ts';

/** What another thread can be asked. */
export type Verbs = Readonly<Record<string, (...args: never[]) => unknown>>;

/** Calls between two threads, each of which can ask the other. */
export interface Calls {
  readonly call: <T>(name: string, ...args: readonly unknown[]) => Promise<T>;
  /** What came from the other thread. */
  readonly hear: (said: unknown) => void;
  /** The other thread is gone: everything that waits for it fails. */
  readonly lost: (why: Error) => void;
}

type Said =
  | { readonly n: number; readonly name: string; readonly args: readonly unknown[] }
  | { readonly n: number; readonly value?: unknown; readonly fault?: Fault };

/** What a person may read of it crosses as a reason; a bug is only a name and a message. */
type Fault = { readonly reason: Reason } | { readonly name: string; readonly message: string };

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (why: Error) => void;
}

/** `verbs` are what the other one may ask here. */
export function newCalls(post: (said: unknown) => void, verbs: Verbs): Calls {
  const waiting = new Map<number, Waiting>();
  let next = 1;
  let gone: Error | undefined;

  async function answer(n: number, name: string, args: readonly unknown[]): Promise<void> {
    try {
      const value = await verbs[name]?.(...(args as never[]));
      post({ n, value } satisfies Said);
    } catch (failure) {
      post({ n, fault: faultOf(failure) } satisfies Said);
    }
  }

  return {
    call: (name, ...args) =>
      new Promise((resolve, reject) => {
        if (gone) return reject(gone);
        const n = next++;
        waiting.set(n, { resolve, reject });
        post({ n, name, args } satisfies Said);
      }),
    hear(message) {
      const said = message as Said;
      if ('name' in said) return void answer(said.n, said.name, said.args);
      const waited = waiting.get(said.n);
      waiting.delete(said.n);
      if (said.fault) waited?.reject(errorOf(said.fault));
      else waited?.resolve(said.value as never);
    },
    lost(why) {
      gone = why;
      for (const { reject } of waiting.values()) reject(why);
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
