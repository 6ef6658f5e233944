import type { Role, RoomKind } from '../rows.ts';

/** Numbers that are stored: never change one, only add. Roles grow with their rights. */
export const kindCodes: Readonly<Record<RoomKind, number>> = {
  dm: 0,
  group: 1,
  channel: 2,
  inbox: 3,
};
const kinds: readonly RoomKind[] = ['dm', 'group', 'channel', 'inbox'];
export const kindOf = (code: number): RoomKind => kinds[code] ?? 'inbox';

export const roleCodes: Readonly<Record<Role, number>> = { member: 0, admin: 1, owner: 2 };
const roles: readonly Role[] = ['member', 'admin', 'owner'];
export const roleOf = (code: number): Role => roles[code] ?? 'member';

/** How much there may be of a thing; what is more is refused with `too-many`. */
export const most = {
  devices: 200,
  roomsOfUser: 10_000,
  membersOfGroup: 10_000,
  /** Rooms into which one person can put another one. */
  roomsByOne: 100,
  /** Requests that wait for one person's answer. */
  requests: 500,
  /** Offers of one device to be added to rooms, beside its last one. */
  offers: 200,
  /** Devices in one sealed room. */
  leaves: 1500,
  /** Bytes of blobs that one person's devices put and that are still kept. */
  blobBytes: 64 * 1024 * 1024,
  /** Files of one person that are not gone, however small. */
  filesOfUser: 100_000,
  userName: 32,
  roomName: 64,
  topic: 512,
  label: 64,
} as const;

export const day = 86_400_000;
/** How long an offer to be added to a room is good. */
export const offerLife = 90 * day;
/** How long a blob waits for the commit that names it. */
export const blobPatience = day / 24;
/** How long it is known of a file that it was there. */
export const fileMemory = 30 * day;
/** How long a log-in without a password is possible. */
export const ticketLife = 30 * day;
