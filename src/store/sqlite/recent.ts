import type { Bytes } from '../rows.ts';

/** What the last batches looked up; true as long as nobody else changes the same rows. */
export interface Recent {
  readonly rooms: Map<number, RecentRoom>;
  readonly devices: Map<number, RecentDevice>;
  /** The last row of the activity log, on which the next one stands. */
  activity: { readonly n: number; readonly hash: Bytes } | undefined;
  /** After anything that changes rooms, members, blocks or sanctions, and after a transaction undone. */
  readonly clear: () => void;
}

export interface RecentRoom {
  readonly id: number;
  readonly kind: number;
  readonly readOnly: boolean;
  readonly gen: number;
  readonly epoch: number;
  /** The two of a DM. */
  readonly low: number;
  readonly high: number;
  head: number;
  /** Of a sealed room: somebody asked to leave it, and which devices are in, as far as they were asked about. */
  readonly leaving: boolean;
  readonly inside: Map<number, boolean>;
  /** What each author may, found out at their first post. */
  readonly authors: Map<number, RecentAuthor>;
  /** In which batch the head was changed last. */
  touched: number;
}

export interface RecentAuthor {
  readonly member: boolean;
  readonly request: boolean;
  readonly role: number;
  readonly banned: boolean;
  readonly mutedUntil: number;
  readonly blocked: boolean;
}

export interface RecentDevice {
  readonly user: number;
  readonly fence: number;
  readonly marks: Map<number, RecentMark>;
}

export interface RecentMark {
  mark: number;
  touched: number;
  /** In which batch a post was refused: what comes after it in that batch is a gap. */
  refused: number;
}

const most = 20_000;

export function newRecent(): Recent {
  const rooms = new Map<number, RecentRoom>();
  const devices = new Map<number, RecentDevice>();
  const recent: Recent = {
    rooms,
    devices,
    activity: undefined,
    clear() {
      rooms.clear();
      devices.clear();
      recent.activity = undefined;
    },
  };
  return recent;
}

/** Memory stays bounded however many rooms and devices there are. */
export function remember<T>(map: Map<number, T>, id: number, value: T): T {
  if (map.size >= most) map.clear();
  map.set(id, value);
  return value;
}
