/** A device that is not in, and waits at the door of rooms. */
export interface Knock {
  readonly user: string;
  /** When this device first heard of it, by its own clock; 0 of one that was there before. */
  readonly since: number;
  /** Of an own device: its key in hex, and what it calls itself. */
  readonly key: string;
  readonly label: string;
  /** Its digits were typed here: it is this person's. */
  readonly confirmed: boolean;
  /** Another own device let it in: nobody is asked about it here. Whom this device lets in is not changed by that. */
  readonly over?: boolean;
}

/** The comparing of digits with a new device, from this one. */
export interface Run {
  readonly device: number;
  readonly key: string;
  /** In hex: it is shown after the other one. */
  readonly nonce: string;
  /** Who asked for it, and waits. */
  readonly ask: number | undefined;
  /** Known once both nonces are: what is typed has to be that. */
  readonly digits: string | undefined;
}

/** The same, on the new device. */
export interface Shown {
  readonly device: number;
  readonly key: string;
  readonly commitment: string;
  /** Its own nonce, once there is one. */
  readonly nonce: string | undefined;
}

/** Who is let into rooms by this device, and when; and how this one is. */
export interface Door {
  readonly knocks: ReadonlyMap<number, Knock>;
  /** Own devices were asked for once: those that come later are new. */
  readonly listed: boolean;
  readonly asking: boolean;
  /** Let in by another own device before the list of own devices named them. */
  readonly early: ReadonlySet<number>;
  /** Until when this device is a new one that nobody has let in; 0 when it is none. */
  readonly outside: number;
  /** This device's key in hex, and its user's identity. */
  readonly key: string;
  readonly identity: string;
  readonly run: Run | undefined;
  readonly shown: Shown | undefined;
  /** How often digits were shown lately, and since when that is counted. */
  readonly shows: { readonly count: number; readonly from: number };
}
