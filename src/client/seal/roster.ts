import type { Person } from './port.ts';
import type { Renewal } from './wear.ts';

/** A device of a room, with the identity that vouches for it. */
export interface Resident extends Person {
  readonly identity: Uint8Array;
  /** The entry that let it in, as far as known here: what lies before was not for it. */
  readonly since: number;
}

export const personOf = ({ user, device }: Person): Person => ({ user, device });

interface Roster {
  readonly roster: readonly Resident[];
  readonly alarm: readonly string[];
  readonly newcomers: readonly Person[];
  readonly renewed: Renewal;
  readonly since: number;
  readonly spent: boolean;
}

interface RosterJson {
  readonly roster: readonly (readonly [
    user: string,
    device: number,
    identity: string,
    since?: number,
  ])[];
  readonly alarm: readonly string[];
  /** Numbers of devices. */
  readonly newcomers?: readonly number[];
  readonly renewed?: Renewal;
  readonly since?: number;
  readonly spent?: boolean;
}

/** Who is in the room, who of them is not who they were, and to whom nobody here has agreed to write. */
export function rosterBytes({ roster, newcomers, ...rest }: Roster): Buffer {
  const { alarm, renewed, since, spent } = rest;
  const rows = roster.map(
    ({ user, device, identity, since: came }) =>
      [user, device, Buffer.from(identity).toString('base64'), came] as const,
  );
  const fresh = newcomers.map(({ device }) => device);
  const kept = { roster: rows, alarm, newcomers: fresh, renewed, since, ...(spent && { spent }) };
  return Buffer.from(JSON.stringify(kept satisfies RosterJson));
}

export function rosterIn(bytes: Uint8Array): Roster {
  const kept = JSON.parse(Buffer.from(bytes).toString()) as RosterJson;
  const { alarm, newcomers = [], renewed = { at: 0, count: 0 }, since = 0, spent = false } = kept;
  const roster = kept.roster.map(([user, device, identity, came = 0]) => ({
    user,
    device,
    identity: new Uint8Array(Buffer.from(identity, 'base64')),
    since: came,
  }));
  const isNew = new Set(newcomers);
  const arrived = roster.filter(({ device }) => isNew.has(device)).map(personOf);
  return { roster, alarm, newcomers: arrived, renewed, since, spent };
}
