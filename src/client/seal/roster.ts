import type { Place, Resident } from './place.ts';

interface RosterJson {
  readonly roster: readonly (readonly [user: string, device: number, identity: string])[];
  readonly alarm: readonly string[];
}

/** Who is in the room, and who of them is not who they were. */
export function rosterBytes({ roster, alarm }: Place): Buffer {
  const rows = roster.map(
    ({ user, device, identity }) =>
      [user, device, Buffer.from(identity).toString('base64')] as const,
  );
  return Buffer.from(JSON.stringify({ roster: rows, alarm } satisfies RosterJson));
}

export function rosterIn(bytes: Uint8Array): {
  readonly roster: readonly Resident[];
  readonly alarm: readonly string[];
} {
  const { roster, alarm } = JSON.parse(Buffer.from(bytes).toString()) as RosterJson;
  return {
    roster: roster.map(([user, device, identity]) => ({
      user,
      device,
      identity: new Uint8Array(Buffer.from(identity, 'base64')),
    })),
    alarm,
  };
}
