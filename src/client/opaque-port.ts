/**
 * The client's half of OPAQUE (RFC 9807). Stretching a password costs a third of a second of CPU, so
 * every step is a promise: the front end runs them in the client's worker and never waits for them.
 */
export interface Opaque {
  readonly startRegistration: (password: string) => Promise<Started>;
  readonly finishRegistration: (
    password: string,
    state: string,
    response: Uint8Array,
  ) => Promise<{ readonly record: Uint8Array; readonly exportKey: Uint8Array }>;
  readonly startLogin: (password: string) => Promise<Started>;
  /** Undefined when the password is wrong, or the nuvem is not the one that made the record. */
  readonly finishLogin: (
    password: string,
    state: string,
    response: Uint8Array,
  ) => Promise<LoginFinish | undefined>;
  /** A key that only this password gives, as often as it is asked for: no nuvem has a part in it. */
  readonly newLock: (password: string) => Promise<Locking & { readonly key: Uint8Array }>;
  /** Undefined when the password is wrong. */
  readonly openLock: (password: string, lock: Locking) => Promise<Uint8Array | undefined>;
}

/** Both halves of OPAQUE in one hand; whoever has it can try passwords, each as costly as the right one. */
export interface Locking {
  readonly setup: string;
  readonly record: string;
}

export interface Started {
  /** To be kept until the reply; secret. */
  readonly state: string;
  readonly request: Uint8Array;
}

export interface LoginFinish {
  readonly finish: Uint8Array;
  readonly sessionKey: Uint8Array;
  readonly exportKey: Uint8Array;
}
